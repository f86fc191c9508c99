import { TriggerkitError, type TriggerkitErrorFields } from './triggerkit-error.ts'

/** Where in a message it went wrong. */
export interface MessagePlace {
  /** The message's name, as a notification names it. */
  messageName: string
  /** `subject`, `text`, `html`, `sms`, `title` or `body`, where that is known. */
  part?: string
  /** The partial or layout that it happened in, where it was one: `partial "footer"`. */
  within?: string
  /** The template's file, where it has one. */
  file?: string
  /** The line in the template, from 1. */
  line?: number
}

/**
 * A message could not be filled with its variables, and cannot be at any further attempt. Codes: `MESSAGE_VARIABLE_MISSING` (a variable has no
 * value), `MESSAGE_FAILED` (its template threw).
 */
export class MessageError extends TriggerkitError {
  static override readonly kind: string = 'MessageError'

  readonly retryable = false
  readonly place: MessagePlace
  /** The path of the variable that is missing: `order.total`. */
  readonly variable?: string

  constructor(fields: Omit<TriggerkitErrorFields, 'data'> & { place: MessagePlace; variable?: string }) {
    const { place, variable } = fields
    super({ ...fields, data: { ...place, variable } })
    this.place = place
    this.variable = variable
  }

  static override isInstance(value: unknown): value is MessageError {
    return super.isInstance(value)
  }
}

/** `The message "welcome" (html, in partial "footer", mails/partials/footer.eta:2)` */
export function describeMessage({ messageName, part, within, file, line }: MessagePlace): string {
  const at = file === undefined ? line && `line ${line}` : line === undefined ? file : `${file}:${line}`
  const where = [part, within && `in ${within}`, at].filter(Boolean).join(', ')
  return `The message "${messageName}"${where === '' ? '' : ` (${where})`}`
}
