import { toText } from '../../../template/to-text.ts'
import { bytesOf } from '../../../value/value-class.ts'
import type { ActionEnvironment, ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { fetchFile } from './fetch-file.ts'
import { untilAborted } from './until-aborted.ts'

/** Where a file's content comes from. */
export interface ContentSource {
  /** For errors: `data` or `attachments[0]`. */
  at: string
  data?: unknown
  /** An address to fetch it from, and the same as the definition writes it. */
  url?: unknown
  writtenUrl?: unknown
  /** Whether a text in `data` is base64. */
  isBase64: boolean
  mimeType?: unknown
}

export interface Content {
  content: Uint8Array | AsyncIterable<Uint8Array>
  mimeType: string
  /** Frees what is behind pieces that nobody reads any more; nothing where they were read to their end. */
  release?(): Promise<void>
}

/** Streams that an attempt has read from: there is nothing left for the next one. */
const begun = new WeakSet<object>()

/**
 * The content of a file and its type: what the source says, else what the content itself does.
 *
 * @throws ActionError where there is none, HttpError where it cannot be fetched.
 */
export async function contentOf(
  run: ActionRun,
  { at, data, url, writtenUrl, isBase64, mimeType }: ContentSource,
  environment: ActionEnvironment,
): Promise<Content> {
  const type = typeof mimeType === 'string' && mimeType !== '' ? mimeType : undefined
  if (url !== undefined && url !== null) {
    const file = await fetchFile(run, { address: url, written: writtenUrl }, environment)
    return { content: file.pieces, mimeType: type ?? file.mimeType, release: file.release }
  }
  if (data === undefined || data === null) throw inputError(run, `there is nothing to store in ${at}.`)
  const bytes = bytesOf(data)
  if (bytes !== undefined) return { content: bytes, mimeType: type ?? 'application/octet-stream' }
  if (isStream(data)) {
    const ownType = data instanceof Blob && data.type !== '' ? data.type : 'application/octet-stream'
    return { content: piecesOf(run, data, at, environment), mimeType: type ?? ownType }
  }
  if (isBase64 && typeof data === 'string') return fromBase64(run, data, at, type)
  const textType = typeof data === 'string' ? 'text/plain;charset=UTF-8' : 'application/json'
  return { content: new TextEncoder().encode(toText(data)), mimeType: type ?? textType }
}

/**
 * All of it in one piece.
 *
 * @throws what `tooLarge` makes, where it has more than `maxBytes`. Default: no limit beside that of the content itself.
 */
export async function gather(
  content: Content['content'],
  { maxBytes, tooLarge }: { maxBytes: number; tooLarge?: () => Error } = { maxBytes: Number.POSITIVE_INFINITY },
): Promise<Uint8Array> {
  if (content instanceof Uint8Array) {
    if (content.byteLength > maxBytes && tooLarge) throw tooLarge()
    return content
  }
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    size += piece.byteLength
    if (size > maxBytes && tooLarge) throw tooLarge()
    pieces.push(piece)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.byteLength
  }
  return whole
}

/** Node's streams, the platform's and Blobs. */
function isStream(value: unknown): value is AsyncIterable<unknown> | ReadableStream | Blob {
  if (value === null || typeof value !== 'object') return false
  return Symbol.asyncIterator in value || 'getReader' in value || value instanceof Blob
}

/** The bytes of a stream, at most `egress.maxFileBytes`, until the attempt's time is up. */
async function* piecesOf(
  run: ActionRun,
  source: AsyncIterable<unknown> | ReadableStream | Blob,
  at: string,
  { egress, signal }: Pick<ActionEnvironment, 'egress' | 'signal'>,
): AsyncGenerator<Uint8Array> {
  if (begun.has(source))
    throw inputError(
      run,
      `the stream in ${at} was read by an earlier attempt: give bytes, a Blob or an address where it may be tried again.`,
    )
  if (!(source instanceof Blob)) begun.add(source)
  let size = 0
  for await (const piece of untilAborted(source instanceof Blob ? source.stream() : source, signal)) {
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : bytesOf(piece)
    if (bytes === undefined) throw inputError(run, `the stream in ${at} gives something else than bytes.`)
    size += bytes.byteLength
    if (size > egress.maxFileBytes)
      throw inputError(
        run,
        `the stream in ${at} has more than ${egress.maxFileBytes} bytes: see \`egress.maxFileBytes\`.`,
      )
    yield bytes
  }
}

/** Base64 text, also as a `data:` URL, which says its type itself. */
function fromBase64(run: ActionRun, text: string, at: string, type: string | undefined): Content {
  const [, dataType, rest = text] = /^data:([^;,]*)[^,]*;base64,(.*)$/s.exec(text) ?? []
  try {
    const content = Uint8Array.from(atob(rest.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
    return { content, mimeType: type ?? (dataType || 'application/octet-stream') }
  } catch (cause) {
    throw inputError(run, `${at} has to hold bytes or base64 text.`, cause)
  }
}
