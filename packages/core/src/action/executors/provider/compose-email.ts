import type { Row } from '../../../change/change.ts'
import type { Email, EmailAttachment, EmailMessage, EmailMessages } from '../../../provider/email-provider.ts'
import { escapeHtml, type MessagePart, renderPart } from '../../../provider/message-part.ts'
import { toText } from '../../../template/to-text.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { onOneLine } from '../../sink/line-sink.ts'
import { percentEncode } from '../../sink/percent-encode.ts'
import { addressesOf, assertAny } from './address.ts'
import { describeVariables, messageOf, titleOf } from './message.ts'

/**
 * The mail that an action stands for: the message that it names, filled with its variables. Subject and text that the action gives itself come
 * first; where there is no message either, the text is a readable list of the variables.
 */
export function composeEmail(
  run: ActionRun,
  messages: EmailMessages | undefined,
  name: string | undefined,
  attachments: readonly EmailAttachment[] = [],
): Email {
  const { subject, template, variables, text, html: givenHtml, unsubscribeUrl } = run.input
  const to = addressesOf(run, 'recipients')
  assertAny(run, 'recipients', to)
  const [from] = addressesOf(run, 'from')
  const [replyTo] = addressesOf(run, 'replyTo')
  const own: Row = { ...asRow(run, 'variables', variables), ...asRow(run, 'template', template) }
  const forSubject: Row = isPlainObject(subject) ? { ...own, ...subject } : own
  const message: EmailMessage = messageOf(run, messages, name, ['subject', 'text', 'html']) ?? {}
  const title = name ?? 'default'
  const fill = (part: MessagePart | undefined, escaped?: (value: string) => string): string | undefined =>
    part === undefined ? undefined : renderPart(part, own, title, escaped)
  const html = givenHtml === undefined ? fill(message.html, escapeHtml) : toText(givenHtml)
  const plain = text === undefined ? fill(message.text) : toText(text)
  const given =
    typeof subject === 'string' ? subject : message.subject && renderPart(message.subject, forSubject, title)
  return {
    to,
    cc: addressesOf(run, 'cc'),
    bcc: addressesOf(run, 'bcc'),
    from,
    replyTo,
    subject: onOneLine(given ?? titleOf(run, name, isPlainObject(subject) ? subject : {})).trim(),
    text: plain ?? (html === undefined ? describeVariables(forSubject) : undefined),
    html,
    attachments,
    unsubscribeUrl: unsubscribeUrlOf(run, unsubscribeUrl ?? fill(message.unsubscribeUrl, percentEncode)),
    message: title,
    variables: forSubject,
  }
}

function unsubscribeUrlOf(run: ActionRun, given: unknown): string | undefined {
  if (given === undefined || given === null || given === '') return undefined
  const text = toText(given)
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text).href
  throw inputError(run, '`unsubscribeUrl` has to be an absolute http or https address.')
}

function asRow(run: ActionRun, field: string, value: unknown): Row {
  if (value === undefined || value === null) return {}
  if (isPlainObject(value)) return value
  throw inputError(run, `\`${field}\` has to be an object of variables.`)
}
