import { readFile } from 'node:fs/promises'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { readFiles } from './read-folder.ts'
import type { FilePlace } from './unreadable.ts'

/** Where the definitions of a folder stand in its files. */
export interface DefinitionPlaces {
  /**
   * Where a member of a tag's definition is, by its path as problems name it: `actions[0].config.message`; of one that is not there, what it would be
   * in. Undefined where no file has the tag, or more than one.
   */
  placeOf(tag: string, path?: string): Promise<FilePlace | undefined>
}

/**
 * The places of the definitions in a folder of `fileStore()`, for messages that name file and line.
 *
 * @throws StoreError of code `STORE_UNREACHABLE` where the folder cannot be read.
 */
export async function definitionPlaces(folder: string): Promise<DefinitionPlaces> {
  const files = await readFiles(folder, new Map())
  return {
    async placeOf(tag, path = '') {
      const [found, second] = files.filter((file) => file.tag === tag)
      if (found === undefined || second !== undefined) return undefined
      const { file } = found
      const text = await readFile(file, 'utf8').catch(() => undefined)
      return text === undefined ? { file } : { file, ...placeIn(text, path) }
    },
  }
}

/** JSON is YAML, as far as places go. */
function placeIn(text: string, path: string): { line?: number; column?: number } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' })
  let node: Node | null = document.contents
  let offset = node?.range?.[0]
  for (const step of stepsOf(path)) {
    const next = childOf(node, step)
    if (next === undefined) break
    offset = next.offset
    node = next.node
  }
  if (offset === undefined) return {}
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function childOf(node: Node | null, step: string): { node: Node | null; offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)] as Node | undefined
    return item === undefined ? undefined : { node: item, offset: item.range?.[0] }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
  if (pair === undefined) return undefined
  return { node: pair.value as Node | null, offset: (pair.key as Node).range?.[0] }
}

/** `actions[0].config["a.b"]` is actions, 0, config, a.b. */
function stepsOf(path: string): string[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(
    ([, index, quoted, name]) => index ?? name ?? (JSON.parse(quoted!) as string),
  )
}
