import type { EmailAttachment } from '../../../provider/email-provider.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionEnvironment, ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { contentOf, gather } from './content.ts'

/** Separators, control characters, and what turns the direction of a text, so that a program looks like a document. */
const unfitForName = /[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
/** Nothing else than a type and its parameters on one line: it becomes a header. What a file says of itself may be anything. */
const mediaType = /^[!#$&^\w.+-]+\/[!#$&^\w.+-]+(?: *;[ -~]*)?$/
const maxAttachments = 50
const unknownType = 'application/octet-stream'

/**
 * The files that go with a mail: `{ filename, data | url, encoding?: 'base64', mimeType? }`, one or several. One whose `data` is null or missing
 * is left out. At most 50, and together no more than `egress.maxFileBytes`.
 *
 * @throws ActionError for what is no attachment.
 */
export async function attachmentsOf(run: ActionRun, environment: ActionEnvironment): Promise<EmailAttachment[]> {
  const given = run.input.attachments
  if (given === undefined || given === null) return []
  const attachments: EmailAttachment[] = []
  const items: unknown[] = Array.isArray(given) ? given : [given]
  if (items.length > maxAttachments)
    throw inputError(run, `\`attachments\` are ${items.length}, and a mail takes at most ${maxAttachments}.`)
  const { maxFileBytes } = environment.egress
  const tooLarge = (): Error =>
    inputError(run, `\`attachments\` have more than ${maxFileBytes} bytes together: see \`egress.maxFileBytes\`.`)
  let left = maxFileBytes
  for (const [index, item] of items.entries()) {
    const at = `attachments[${index}]`
    if (!isPlainObject(item))
      throw inputError(run, `\`${at}\` has to be an object with \`filename\` and \`data\` or \`url\`.`)
    const { filename, data, url, encoding, mimeType } = item
    if ((data === undefined || data === null) && (url === undefined || url === null)) continue
    if (typeof filename !== 'string' || /^[.\s]*$/.test(filename) || unfitForName.test(filename))
      throw inputError(run, `\`${at}.filename\` has to be a name without "/", backslashes and control characters.`)
    if (typeof mimeType === 'string' && mimeType !== '' && !mediaType.test(mimeType))
      throw inputError(run, `\`${at}.mimeType\` has to be a media type like "application/pdf".`)
    const source = {
      at: `\`${at}.data\``,
      data,
      url,
      writtenUrl: writtenUrlOf(run, index),
      isBase64: encoding === 'base64',
      mimeType,
    }
    const { content, mimeType: type } = await contentOf(run, source, environment)
    const bytes = await gather(content, { maxBytes: left, tooLarge })
    left -= bytes.byteLength
    attachments.push({ filename, bytes, mimeType: mediaType.test(type) ? type : unknownType })
  }
  return attachments
}

function writtenUrlOf({ action }: ActionRun, index: number): unknown {
  const { attachments } = action.payload
  const item: unknown = Array.isArray(attachments) ? attachments[index] : attachments
  return isPlainObject(item) ? item.url : undefined
}
