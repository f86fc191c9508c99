import type { MessagePartName } from './message-definition.ts'

/** `html` escapes what `<%= %>` prints, `text` does not. */
export type TemplateForm = 'html' | 'text'

/** The text of a template, and where it was written. */
export interface TemplateSource {
  /** Undefined where it could not be read, which has been reported. */
  text: string | undefined
  /** For problems: its file, or its place in the definition (`welcome-message.html`). */
  at: string
  /** Its file, where it has one. */
  file?: string
}

/** What messages are compiled from, by code or by folder. */
export interface MessageSources {
  messages: MessageSource[]
  layouts: ReadonlyMap<string, SharedSource>
  partials: ReadonlyMap<string, SharedSource>
}

export interface MessageSource {
  name: string
  parts: ReadonlyMap<MessagePartName, TemplateSource>
  layout?: string
}

/** A layout or a partial; one source may serve both forms. */
export type SharedSource = { readonly [form in TemplateForm]?: TemplateSource }

export function formOf(part: MessagePartName): TemplateForm {
  return part === 'html' ? 'html' : 'text'
}
