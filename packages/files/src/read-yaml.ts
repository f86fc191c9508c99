import type { JsonDefinition } from '@triggerkit/core'
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml'
import { type FilePlace, unreadable } from './unreadable.ts'

/** How often what an anchor names may be repeated, in all. */
const mostAliases = 100

/** A definition of a YAML file, with the document that it can be edited in. */
export interface YamlDefinition {
  readonly definition: JsonDefinition
  readonly document: Document
}

/**
 * Reads one YAML 1.2 document of what JSON can say.
 *
 * @throws StoreError of code `STORE_UNREADABLE` with line and column.
 */
export function readYaml(text: string, file: string): YamlDefinition {
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true })
  const at = (offset: number | undefined): FilePlace => {
    if (offset === undefined) return { file }
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const documents = 'empty' in parsed ? [] : (parsed as Document.Parsed[])
  for (const { errors, warnings } of documents)
    for (const { message, pos } of [...errors, ...warnings]) throw unreadable(`${message}.`, at(pos[0]))
  const [document, second] = documents
  if (second !== undefined)
    throw unreadable('Only one definition a file: the rest needs a file of its own.', at(second.range?.[0]))
  if (document === undefined || document.contents === null) throw unreadable('There is no definition in it.', { file })
  if (!isMap(document.contents))
    throw unreadable('Expected a definition: `tag: …`, `name: …`, and so on.', at(document.contents.range?.[0]))
  const problem = findProblem(document)
  if (problem !== undefined) throw unreadable(problem.message, at(problem.node?.range?.[0]))
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases })
    // What an anchor names is there as often as it is named, and not within itself.
    return { document, definition: JSON.parse(JSON.stringify(value)) as JsonDefinition }
  } catch (error) {
    throw unreadable(`${(error as Error).message}.`, { file }, error)
  }
}

/** What YAML can say and JSON cannot. */
function findProblem(document: Document): { message: string; node: Node | null | undefined } | undefined {
  let found: { message: string; node: Node | null | undefined } | undefined
  visit(document, (_key, node) => {
    if (isPair(node)) {
      const { key } = node
      const isName = isScalar(key) && ['string', 'number'].includes(typeof key.value)
      if (!isName) found = { message: 'A name has to be a text.', node: isNode(key) ? key : undefined }
    } else if (isScalar(node)) {
      const { value } = node
      const isJson = value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
      if (!isJson) found = { message: `JSON has no ${describe(value)}: write it as a text, in quotes.`, node }
    } else if (isNode(node) && !isAlias(node) && node.tag !== undefined && !plainTags.has(node.tag))
      found = { message: `The tag ${node.tag} says something that JSON has not.`, node }
    return found === undefined ? undefined : visit.BREAK
  })
  return found
}

const plainTags: ReadonlySet<string> = new Set(['tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'])

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : value instanceof Date ? 'time' : typeof value
}
