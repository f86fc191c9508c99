import type { JsonDefinition } from '@triggerkit/core'
import { type ParseError, parse } from 'jsonc-parser'
import { type FilePlace, unreadable } from './unreadable.ts'

/** @throws StoreError of code `STORE_UNREADABLE`, with line and column where they can be told. */
export function readJson(text: string, file: string): JsonDefinition {
  let value: unknown
  try {
    value = JSON.parse(text, (name, member: unknown) => plainNumber(name, member))
  } catch (error) {
    throw unreadable(`It is no JSON: ${(error as Error).message}.`, placeOf(text, file), error)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonDefinition
  throw unreadable('Expected a definition: { "tag": …, "name": …, … }.', { file, line: 1, column: 1 })
}

/** What is read has to be what is written again: JSON has no negative zero, and nothing beyond the largest number. */
function plainNumber(name: string, member: unknown): unknown {
  if (typeof member !== 'number') return member
  if (!Number.isFinite(member)) throw new SyntaxError(`the number of ${JSON.stringify(name)} is too large`)
  return Object.is(member, -0) ? 0 : member
}

/** `JSON.parse` does not say where it is wrong. */
function placeOf(text: string, file: string): FilePlace {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowEmptyContent: false })
  const [error] = errors
  if (error === undefined) return { file }
  const before = text.slice(0, error.offset).split('\n')
  return { file, line: before.length, column: before.at(-1)!.length + 1 }
}
