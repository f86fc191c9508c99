/** Reads what a Kafka client sends. Numbers of fixed size are big-endian; `var` ones take 7 bits of each byte, signed ones zigzag. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  int8(): number {
    return this.bytes(1).readInt8()
  }

  int16(): number {
    return this.bytes(2).readInt16BE()
  }

  int32(): number {
    return this.bytes(4).readInt32BE()
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE()
  }

  int64(): bigint {
    return this.bytes(8).readBigInt64BE()
  }

  unsignedVar(): number {
    return Number(this.#varint())
  }

  signedVar(): number {
    const zigzag = this.#varint()
    return Number((zigzag >> 1n) ^ -(zigzag & 1n))
  }

  bytes(length: number): Buffer {
    if (length < 0 || length > this.left)
      throw new RangeError(`${length} bytes are asked for, and ${this.left} are left`)
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return part
  }

  /** A text with its length in two bytes, as old formats have it. */
  text(): string | undefined {
    const length = this.int16()
    return length < 0 ? undefined : this.bytes(length).toString()
  }

  compactText(): string | undefined {
    return this.compactBytes()?.toString()
  }

  compactBytes(): Buffer | undefined {
    const length = this.unsignedVar()
    return length === 0 ? undefined : this.bytes(length - 1)
  }

  /** Bytes in a record: -1 for none. */
  recordBytes(): Buffer | undefined {
    const length = this.signedVar()
    return length < 0 ? undefined : this.bytes(length)
  }

  compactArray<T>(readOne: () => T): T[] {
    return Array.from({ length: Math.max(0, this.unsignedVar() - 1) }, readOne)
  }

  tags(): void {
    for (let left = this.unsignedVar(); left > 0; left--) {
      this.unsignedVar()
      this.bytes(this.unsignedVar())
    }
  }

  #varint(): bigint {
    let [value, shift] = [0n, 0n]
    while (true) {
      const byte = this.bytes(1).readUInt8()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
      shift += 7n
    }
  }
}
