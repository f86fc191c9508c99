import { MessageDefinitionError } from '../errors/message-definition-error.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import { checkReferences } from './check-references.ts'
import { compileTemplateSource } from './compile-template-source.ts'
import type { Message, MessagePartName, MessageRenderer, Messages } from './message-definition.ts'
import { formOf, type MessageSource, type MessageSources, type SharedSource } from './message-source.ts'
import type { MessageTemplate, SharedTemplate, TemplateLibrary } from './message-template.ts'
import { renderPartTemplate } from './render-template.ts'

/** A message whose parts are compiled. */
export interface CompiledMessage {
  source: MessageSource
  templates: ReadonlyMap<MessagePartName, MessageTemplate>
}

/**
 * Compiles everything, once: rendering reads nothing and compiles nothing.
 *
 * @throws MessageDefinitionError with what is wrong in the templates and with `problems`, where there are any.
 */
export function compileMessages(sources: MessageSources, problems: ProblemList): Messages {
  const library: TemplateLibrary = {
    layout: compileShared(sources.layouts, problems),
    partial: compileShared(sources.partials, problems),
  }
  const messages = sources.messages.map((source) => compileMessage(source, problems))
  checkReferences(messages, sources, library, problems)
  if (!problems.empty) throw new MessageDefinitionError({ problems: problems.problems })
  return Object.freeze(
    Object.fromEntries(messages.map((message) => [message.source.name, toMessage(message, library)])),
  )
}

function compileMessage(source: MessageSource, problems: ProblemList): CompiledMessage {
  const templates = new Map<MessagePartName, MessageTemplate>()
  for (const [part, text] of source.parts) {
    const template = compileTemplateSource(text, problems)
    if (template !== undefined) templates.set(part, template)
  }
  return { source, templates }
}

function compileShared(
  sources: ReadonlyMap<string, SharedSource>,
  problems: ProblemList,
): ReadonlyMap<string, SharedTemplate> {
  return new Map(
    [...sources].map(([name, { html, text }]) => {
      const forHtml = html && compileTemplateSource(html, problems)
      return [name, { html: forHtml, text: text === html ? forHtml : text && compileTemplateSource(text, problems) }]
    }),
  )
}

function toMessage({ source: { name, layout }, templates }: CompiledMessage, library: TemplateLibrary): Message {
  const renderers = [...templates].map(([part, template]): [MessagePartName, MessageRenderer] => {
    const around =
      layout !== undefined && takesLayout(part) && library.layout.get(layout)?.[formOf(part)] ? layout : undefined
    return [part, (variables) => renderPartTemplate(template, around, variables, { library, messageName: name, part })]
  })
  return Object.freeze(Object.fromEntries(renderers))
}

/** A mail's bodies; no other part is ever put into the message's layout. */
function takesLayout(part: MessagePartName): boolean {
  return part === 'html' || part === 'text'
}
