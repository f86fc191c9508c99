import type { ProblemList } from '../errors/problem-list.ts'
import type { CompiledMessage } from './compile-messages.ts'
import { atLine } from './compile-template-source.ts'
import { formOf, type MessageSources, type TemplateForm } from './message-source.ts'
import type { MessageTemplate, TemplateLibrary } from './message-template.ts'
import type { TemplateReference } from './template-reference.ts'

interface Checking {
  sources: MessageSources
  library: TemplateLibrary
  problems: ProblemList
  /** Each template is followed once for HTML and once for text. */
  followed: Record<TemplateForm, Set<MessageTemplate>>
}

/**
 * Reports each layout and partial that a template names and that is not there, or not there for the part that leads to it. Names are followed
 * from each message's parts, then from what none of them reaches.
 */
export function checkReferences(
  messages: readonly CompiledMessage[],
  sources: MessageSources,
  library: TemplateLibrary,
  problems: ProblemList,
): void {
  const checking: Checking = { sources, library, problems, followed: { html: new Set(), text: new Set() } }
  for (const { source, templates } of messages) {
    const parts = [...templates.keys()].map(formOf)
    if (source.layout !== undefined) checkLayout(source.layout, `${source.name}.layout`, parts, checking)
    for (const [part, template] of templates) follow(template, formOf(part), checking)
  }
  for (const forms of [...library.layout.values(), ...library.partial.values()]) {
    const { html, text } = forms
    if (html && html !== text) follow(html, 'html', checking)
    if (text && html !== text) follow(text, 'text', checking)
    if (html && html === text && !isFollowed(html, checking)) checkNames(html, checking)
  }
}

function checkLayout(layout: string, path: string, parts: readonly TemplateForm[], checking: Checking): void {
  const forms = checking.sources.layouts.get(layout)
  if (forms === undefined) addUnknown({ kind: 'layout', name: layout }, path, checking)
  else if (parts.includes('html') && forms.html === undefined)
    addFormless({ kind: 'layout', name: layout }, 'html', path, checking)
}

function follow(template: MessageTemplate, form: TemplateForm, checking: Checking): void {
  if (checking.followed[form].has(template)) return
  checking.followed[form].add(template)
  for (const reference of template.references) {
    const path = atLine(template.source, reference.line)
    const forms = sharedSources(reference.kind, checking).get(reference.name)
    if (forms === undefined) addUnknown(reference, path, checking)
    else if (forms[form] === undefined) addFormless(reference, form, path, checking)
    const next = checking.library[reference.kind].get(reference.name)?.[form]
    if (next !== undefined) follow(next, form, checking)
  }
}

/** Of a template for both forms that nothing leads to, all that can be said is whether the names are there at all. */
function checkNames(template: MessageTemplate, checking: Checking): void {
  for (const reference of template.references) {
    if (sharedSources(reference.kind, checking).has(reference.name)) continue
    addUnknown(reference, atLine(template.source, reference.line), checking)
  }
}

function isFollowed(template: MessageTemplate, { followed }: Checking): boolean {
  return followed.html.has(template) || followed.text.has(template)
}

function sharedSources(kind: TemplateReference['kind'], { sources }: Checking): MessageSources['layouts'] {
  return kind === 'layout' ? sources.layouts : sources.partials
}

type Named = Pick<TemplateReference, 'kind' | 'name'>

function addUnknown({ kind, name }: Named, path: string, checking: Checking): void {
  const known = sharedSources(kind, checking).keys()
  const { problems } = checking
  const reported = problems.problems.some((problem) => problem.path === path && problem.found === name)
  if (!reported) problems.addUnknown(path, kind, name, known)
}

function addFormless({ kind, name }: Named, form: TemplateForm, path: string, { problems }: Checking): void {
  problems.add(path, `the ${kind} "${name}" has no form for ${form}`)
}
