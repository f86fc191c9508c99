import type { TemplateForm, TemplateSource } from './message-source.ts'
import type { TemplateFrame } from './template-frame.ts'
import type { TemplateReference } from './template-reference.ts'

/** A compiled template. It prints into the frame. */
export type TemplateFunction = (it: unknown, frame: TemplateFrame) => unknown

export interface MessageTemplate {
  source: TemplateSource
  code: TemplateFunction
  references: readonly TemplateReference[]
}

/** A layout or a partial by form. */
export type SharedTemplate = { readonly [form in TemplateForm]?: MessageTemplate }

/** What templates may name: by kind and name, nothing else is ever reached. */
export type TemplateLibrary = Readonly<Record<TemplateReference['kind'], ReadonlyMap<string, SharedTemplate>>>
