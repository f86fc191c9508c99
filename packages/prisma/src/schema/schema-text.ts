/** `@id`, `@@map("tags")`, `@relation(fields: [a, b], onDelete: Cascade)`: an attribute as it stands in a Prisma schema. */
export interface SchemaAttribute {
  /** With its `@` or `@@`, native types with their group: `@db.Uuid`. */
  name: string
  /** Named arguments by name, others by position; texts without their quotes, lists as lists. */
  arguments: ReadonlyMap<string | number, SchemaValue>
}

export type SchemaValue = string | SchemaValue[]

export interface SchemaField {
  name: string
  /** `Int`, `Post`, `Unsupported`. */
  type: string
  list: boolean
  optional: boolean
  attributes: SchemaAttribute[]
}

/** A `model`, `enum`, `datasource` … of a Prisma schema. */
export interface SchemaBlock {
  kind: string
  name: string
  /** Of models: their fields. Of other blocks: what stands before the first attribute of each line. */
  fields: SchemaField[]
  /** Attributes of the block: `@@id`, `@@map` … */
  attributes: SchemaAttribute[]
  /** Settings of `datasource` and `generator`. */
  settings: ReadonlyMap<string, SchemaValue>
}

const blockStart = /^\s*(model|view|type|enum|datasource|generator)\s+(\w+)\s*\{\s*$/
const settingLine = /^(\w+)\s*=\s*(.+)$/
const fieldLine = /^(\w+)(?:\s+(\w+)(?:\((?:"[^"]*")?\))?(\[\])?(\?)?)?(.*)$/

/** Reads the text of a Prisma schema, which Prisma has validated before: one declaration a line, blocks closed by a line of their own. */
export function readSchemaText(text: string): SchemaBlock[] {
  const blocks: SchemaBlock[] = []
  let block: (SchemaBlock & { settings: Map<string, SchemaValue> }) | undefined
  for (const line of text.split('\n').map((raw) => withoutComment(raw).trim())) {
    const start = blockStart.exec(line)
    if (start !== null) {
      block = { kind: start[1]!, name: start[2]!, fields: [], attributes: [], settings: new Map() }
      blocks.push(block)
    } else if (line === '}') block = undefined
    else if (block !== undefined && line !== '') readLine(line, block)
  }
  return blocks
}

function readLine(line: string, block: SchemaBlock & { settings: Map<string, SchemaValue> }): void {
  if (line.startsWith('@@')) {
    block.attributes.push(...readAttributes(line))
    return
  }
  const setting = block.kind === 'datasource' || block.kind === 'generator' ? settingLine.exec(line) : null
  if (setting !== null) {
    block.settings.set(setting[1]!, new ArgumentReader(setting[2]!).value())
    return
  }
  const field = fieldLine.exec(line)
  if (field === null) return
  const [, name = '', type = '', list, optional, rest = ''] = field
  block.fields.push({
    name,
    type,
    list: list !== undefined,
    optional: optional !== undefined,
    attributes: readAttributes(rest),
  })
}

/** The line without its comment; two slashes in a text are none. */
function withoutComment(line: string): string {
  return line.replace(/("(?:[^"\\]|\\.)*")|\/\/.*$/g, (_match, text: string | undefined) => text ?? '')
}

function readAttributes(text: string): SchemaAttribute[] {
  const attributes: SchemaAttribute[] = []
  const start = /@@?[\w.]+/g
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const reader = new ArgumentReader(text, start.lastIndex)
    attributes.push({ name: match[0], arguments: reader.list() })
    start.lastIndex = reader.at
  }
  return attributes
}

/** Reads `("a", map: "b", [x, y], fn(1))`. */
class ArgumentReader {
  at: number
  readonly #text: string

  constructor(text: string, at: number = 0) {
    this.#text = text
    this.at = at
  }

  /** The arguments in parentheses; none where there are no parentheses. */
  list(): Map<string | number, SchemaValue> {
    const found = new Map<string | number, SchemaValue>()
    if (this.#text[this.at] !== '(') return found
    this.at++
    for (let index = 0; !this.#ends(')'); index++) {
      const name = /^(\w+)\s*:\s*/.exec(this.#text.slice(this.at))
      if (name !== null) this.at += name[0].length
      found.set(name?.[1] ?? index, this.value())
    }
    return found
  }

  value(): SchemaValue {
    if (this.#text[this.at] === '[') {
      this.at++
      const items: SchemaValue[] = []
      while (!this.#ends(']')) items.push(this.value())
      return items
    }
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(this.#text.slice(this.at))
    if (quoted !== null) {
      this.at += quoted[0].length
      return JSON.parse(quoted[0]) as string
    }
    const word = /^[^\s,()[\]]+/.exec(this.#text.slice(this.at))?.[0] ?? ''
    this.at += word.length
    // A function's arguments (`sort: Desc`, `now()`) are part of no answer that is asked for.
    this.list()
    if (word === '') this.at++
    return word
  }

  /** Skips what separates arguments; whether the list is at its end, which is passed. */
  #ends(close: string): boolean {
    while (/[\s,]/.test(this.#text[this.at] ?? '')) this.at++
    if (this.at >= this.#text.length) return true
    if (this.#text[this.at] !== close) return false
    this.at++
    return true
  }
}
