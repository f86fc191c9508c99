import { joinPath, ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { compileMessages } from './compile-messages.ts'
import {
  type DefineMessagesOptions,
  type MessageDefinition,
  type MessagePartName,
  type MessagesOf,
  messagePartNames,
} from './message-definition.ts'
import { checkName } from './message-name.ts'
import type { MessageSource, SharedSource, TemplateSource } from './message-source.ts'

/**
 * Messages whose Eta templates are written in code, compiled here and now.
 *
 * ```ts
 * const messages = defineMessages(
 *   {
 *     'welcome-message': {
 *       subject: 'Welcome <%= it.userName %>',
 *       text: 'Hello <%= it.userName %>',
 *       html: '<h1>Hello <%= it.userName %></h1>',
 *       layout: 'base',
 *     },
 *   },
 *   { layouts: { base: '<html><body><%~ it.body %></body></html>' } },
 * )
 * createTriggers({ providers: { emails: smtp({ url, from, messages }) } })
 * ```
 *
 * @throws MessageDefinitionError with all that is wrong, each with its place and line: syntax, parts that are empty or unknown, layouts and
 * partials that are not there, names that are none.
 */
export function defineMessages<const T extends Readonly<Record<string, MessageDefinition>>>(
  definitions: T,
  options: DefineMessagesOptions = {},
): MessagesOf<T> {
  const problems = new ProblemList()
  const sources = {
    messages: entriesOf(definitions, '', problems).flatMap(([name, definition]) =>
      toSource(name, definition, problems),
    ),
    layouts: toShared(options, 'layouts', problems),
    partials: toShared(options, 'partials', problems),
  }
  return compileMessages(sources, problems) as MessagesOf<T>
}

function toSource(name: string, definition: unknown, problems: ProblemList): MessageSource[] {
  const path = joinPath('', name)
  checkName(name, 'message', path, problems)
  if (!isPlainObject(definition)) {
    problems.addType(path, 'an object of parts', definition)
    return []
  }
  const { layout, ...written } = definition
  if (layout !== undefined && typeof layout !== 'string')
    problems.addType(`${path}.layout`, 'the name of a layout', layout)
  const parts = new Map<MessagePartName, TemplateSource>()
  for (const [part, text] of Object.entries(written)) {
    const at = joinPath(path, part)
    if (!isPartName(part)) problems.addUnknown(at, 'part', part, [...messagePartNames, 'layout'])
    else if (typeof text === 'string') parts.set(part, { text, at })
    else if (text !== undefined) problems.addType(at, 'a text', text)
  }
  if (Object.keys(written).length === 0)
    problems.add(path, `it has no parts; there may be: ${messagePartNames.join(', ')}`)
  return [{ name, parts, layout: typeof layout === 'string' ? layout : undefined }]
}

function isPartName(name: string): name is MessagePartName {
  return (messagePartNames as readonly string[]).includes(name)
}

/** A text alone is a layout for HTML; a partial it is for HTML and text. */
function toShared(
  options: DefineMessagesOptions,
  kind: 'layouts' | 'partials',
  problems: ProblemList,
): ReadonlyMap<string, SharedSource> {
  const sources = new Map<string, SharedSource>()
  for (const [name, written] of entriesOf(options[kind] ?? {}, kind, problems)) {
    const at = joinPath(kind, name)
    checkName(name, kind === 'layouts' ? 'layout' : 'partial', at, problems)
    if (typeof written === 'string') {
      const source = { text: written, at }
      sources.set(name, kind === 'layouts' ? { html: source } : { html: source, text: source })
    } else if (isPlainObject(written)) sources.set(name, toForms(written, at, problems))
    else problems.addType(at, 'a text, or an object of `html` and `text`', written)
  }
  return sources
}

function toForms(written: Record<string, unknown>, at: string, problems: ProblemList): SharedSource {
  const forms: { html?: TemplateSource; text?: TemplateSource } = {}
  for (const [form, text] of Object.entries(written)) {
    const place = joinPath(at, form)
    if (form !== 'html' && form !== 'text') problems.addUnknown(place, 'form', form, ['html', 'text'])
    else if (typeof text === 'string') forms[form] = { text, at: place }
    else if (text !== undefined) problems.addType(place, 'a text', text)
  }
  return forms
}

function entriesOf(value: unknown, path: string, problems: ProblemList): [string, unknown][] {
  if (isPlainObject(value)) return Object.entries(value)
  problems.addType(path, 'an object by name', value)
  return []
}
