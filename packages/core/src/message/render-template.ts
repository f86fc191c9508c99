import { closest } from '../errors/closest.ts'
import { describeText } from '../errors/describe-value.ts'
import { describeMessage, MessageError, type MessagePlace } from '../errors/message-error.ts'
import { messageOf } from '../errors/to-error.ts'
import type { MessagePartName } from './message-definition.ts'
import { formOf } from './message-source.ts'
import type { MessageTemplate, TemplateLibrary } from './message-template.ts'
import { TemplateFrame } from './template-frame.ts'
import type { TemplateReference } from './template-reference.ts'
import { MissingVariable, viewOf } from './variable-view.ts'

const maxDepth = 50
const maxNames = 20

/** What all templates of one rendering have in common. */
export interface Rendering {
  library: TemplateLibrary
  messageName: string
  part: MessagePartName
}

/** Where a template stands in a rendering. */
interface Position {
  /** `partial "footer"`; undefined for the message's own part. */
  within?: string
  depth: number
  layout?: string
  blocks: ReadonlyMap<string, string>
}

/**
 * The text that a part comes to with these variables.
 *
 * @throws MessageError naming message, template and line.
 */
export function renderPartTemplate(
  template: MessageTemplate,
  layout: string | undefined,
  variables: object,
  rendering: Rendering,
): string {
  return render(template, variables, rendering, { depth: 0, layout, blocks: new Map() })
}

function render(template: MessageTemplate, variables: object, rendering: Rendering, position: Position): string {
  const { depth, within, blocks } = position
  const it = viewOf(variables, '') as object
  const inner = (kind: TemplateReference['kind'], name: string, data: object, filled = blocks): string =>
    render(find(rendering, kind, name), data, rendering, {
      within: `${kind} ${describeText(name, 60)}`,
      depth: depth + 1,
      blocks: filled,
    })
  const frame = new TemplateFrame({
    escapes: formOf(rendering.part) === 'html',
    layout: position.layout,
    blocks,
    include: (name, data) => inner('partial', name, { ...it, ...data }),
  })
  try {
    if (depth > maxDepth) throw new RangeError(`includes and layouts go deeper than ${maxDepth}`)
    template.code(it, frame)
    if (frame.layoutName === undefined) return frame.res
    // What the innermost template fills a block with goes first.
    const filled = new Map([...frame.filled, ...blocks])
    return inner('layout', frame.layoutName, { ...it, ...frame.layoutData, body: frame.res }, filled)
  } catch (error) {
    throw toMessageError(error, it, {
      messageName: rendering.messageName,
      part: rendering.part,
      within,
      file: template.source.file,
      line: frame.line,
    })
  }
}

/** Only what was defined or loaded is there: a name is a key, never a path. */
function find({ library, part }: Rendering, kind: TemplateReference['kind'], name: string): MessageTemplate {
  const form = formOf(part)
  const found = library[kind].get(name)?.[form]
  if (found !== undefined) return found
  const names = [...library[kind]].flatMap(([known, forms]) => (forms[form] === undefined ? [] : [known]))
  const known = names.length === 0 ? `there is no ${kind} for ${form}` : `there are: ${shortList(names)}`
  throw new ReferenceError(`there is no ${kind} ${describeText(name, 60)}; ${known}`)
}

function toMessageError(error: unknown, it: object, place: MessagePlace): MessageError {
  if (MessageError.isInstance(error)) return error
  if (error instanceof MissingVariable) return missingError(error, place)
  const [, unbound] = (error instanceof ReferenceError && /^(\S+) is not defined$/.exec(error.message)) || []
  const hint = unbound !== undefined && unbound in it ? ` (variables are read from \`it\`: it.${unbound})` : ''
  return new MessageError({
    code: 'MESSAGE_FAILED',
    message: `${describeMessage(place)} cannot be filled: ${messageOf(error)}${hint}.`,
    place,
    cause: error,
  })
}

const sources: Readonly<Record<string, string>> = {
  subject: '`subject` or `template`',
  text: '`template`',
  html: '`template`',
  sms: '`body`',
  title: '`title` or `body`',
  body: '`title` or `body`',
}

function missingError({ path, owner, given }: MissingVariable, place: MessagePlace): MessageError {
  const name = path.slice(owner.length).replace(/^\./, '')
  const near = closest(name, given)
  const meant = near === undefined ? '' : ` (did you mean ${describeText(near, 60)}?)`
  const holder = owner === '' ? 'it' : `it.${owner}`
  return new MessageError({
    code: 'MESSAGE_VARIABLE_MISSING',
    message:
      `${describeMessage(place)} needs the variable ${describeText(path)}, and it has no value${meant}. ` +
      `Given${owner === '' ? '' : ` in ${owner}`}: ${given.length === 0 ? 'none' : shortList(given)}. ` +
      `Give it in the action's ${sources[place.part ?? ''] ?? 'variables'}, or test for it: '${name}' in ${holder}.`,
    place,
    variable: path,
  })
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => (/^[\w$.-]{1,60}$/.test(name) ? name : describeText(name, 60)))
  return shown.join(', ') + (names.length > maxNames ? ', …' : '')
}
