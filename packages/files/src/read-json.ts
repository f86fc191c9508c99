import type { JsonDefinition } from '@triggerkit/core'
import { LineCounter, parseDocument } from 'yaml'
import { type FilePlace, unreadable } from './unreadable.ts'

/** @throws StoreError of code `STORE_UNREADABLE`, with line and column where they can be told. */
export function readJson(text: string, file: string): JsonDefinition {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(`It is no JSON: ${(error as Error).message}.`, placeOf(text, file), error)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonDefinition
  throw unreadable('Expected a definition: { "tag": …, "name": …, … }.', { file, line: 1, column: 1 })
}

/** JSON is YAML, whose parser says where it is wrong. */
function placeOf(text: string, file: string): FilePlace {
  const lines = new LineCounter()
  const [error] = parseDocument(text, { lineCounter: lines, prettyErrors: false }).errors
  if (error === undefined) return { file }
  const { line, col } = lines.linePos(error.pos[0])
  return { file, line, column: col }
}
