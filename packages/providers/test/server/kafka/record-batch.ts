import { gunzipSync } from 'node:zlib'
import { crc32c } from './crc32c.ts'
import { WireReader } from './wire-reader.ts'

export interface KafkaRecord {
  key?: string
  value: Buffer
  headers: Record<string, string>
}

export interface RecordBatch {
  producerId: bigint
  producerEpoch: number
  baseSequence: number
  isCompressed: boolean
  records: KafkaRecord[]
}

/** A batch of the message format 2. Throws where its checksum, its length or its count is wrong. */
export function readRecordBatch(bytes: Buffer): RecordBatch {
  const reader = new WireReader(bytes)
  reader.int64() // Base offset: the broker's matter.
  const length = reader.int32()
  if (length !== reader.left) throw new Error(`the batch says that ${length} bytes follow, and ${reader.left} do`)
  reader.int32() // Partition leader epoch.
  const magic = reader.int8()
  if (magic !== 2) throw new Error(`the message format is ${magic}`)
  const checksum = reader.uint32()
  const checked = bytes.subarray(bytes.length - reader.left)
  if (crc32c(checked) !== checksum) throw new Error('the checksum is wrong')
  const compression = reader.int16() & 0b111
  const lastOffsetDelta = reader.int32()
  reader.int64() // First timestamp.
  reader.int64() // Last timestamp.
  const [producerId, producerEpoch, baseSequence] = [reader.int64(), reader.int16(), reader.int32()]
  const count = reader.int32()
  if (lastOffsetDelta !== count - 1) throw new Error(`${count} records end at ${lastOffsetDelta}`)
  const rest = reader.bytes(reader.left)
  const records = readRecords(compression === 0 ? rest : decompress(rest, compression), count)
  return { producerId, producerEpoch, baseSequence, isCompressed: compression !== 0, records }
}

function readRecords(bytes: Buffer, count: number): KafkaRecord[] {
  const reader = new WireReader(bytes)
  const records = Array.from({ length: count }, (_, index) => readRecord(reader, index))
  if (reader.left > 0) throw new Error(`${reader.left} bytes follow the last record`)
  return records
}

function readRecord(batch: WireReader, index: number): KafkaRecord {
  const reader = new WireReader(batch.bytes(batch.signedVar()))
  reader.int8() // Attributes, of which there are none.
  reader.signedVar() // Timestamp, from the first one on.
  const offsetDelta = reader.signedVar()
  if (offsetDelta !== index) throw new Error(`record ${index} says that it is record ${offsetDelta}`)
  const [key, value] = [reader.recordBytes(), reader.recordBytes() ?? Buffer.alloc(0)]
  const headers = Array.from({ length: reader.signedVar() }, () => [
    reader.recordBytes()?.toString() ?? '',
    reader.recordBytes()?.toString() ?? '',
  ])
  if (reader.left > 0) throw new Error(`record ${index} has ${reader.left} bytes too many`)
  return { ...(key && { key: key.toString() }), value, headers: Object.fromEntries(headers) }
}

function decompress(bytes: Buffer, compression: number): Buffer {
  if (compression !== 1) throw new Error(`compression ${compression} is not known here`)
  return gunzipSync(bytes)
}
