import { RE2JS } from 're2js'
import { codeBounds } from '../trigger/limits.ts'
import { valuesEqual } from '../value/equal.ts'
import { noTest } from './equality-test.ts'
import { patternSize } from './pattern-size.ts'
import type { TestOptions, ValueTest } from './value-test.ts'

const { maxPatternLength, maxProgramSize } = codeBounds

/** CONTAINS: a text that contains it, an array or Set that has an equal item. */
export function containsTest(expected: unknown, { kind, onMismatch }: TestOptions): ValueTest {
  const itemKind = kind === 'array' || kind === 'json' ? undefined : kind
  return (value) => {
    if (typeof value === 'string' && typeof expected === 'string') return value.includes(expected)
    if (value === null || value === undefined) return false
    if (Array.isArray(value)) return value.some((item) => valuesEqual(item, expected, itemKind))
    if (value instanceof Set) return [...(value as Set<unknown>)].some((item) => valuesEqual(item, expected, itemKind))
    onMismatch(value)
    return false
  }
}

/** STARTS_WITH, ENDS_WITH: of a text. */
export function edgeTest(operator: 'STARTS_WITH' | 'ENDS_WITH', expected: unknown, options: TestOptions): ValueTest {
  if (typeof expected !== 'string') return noTest(expected, options)
  const { onMismatch } = options
  const isAtStart = operator === 'STARTS_WITH'
  return (value) => {
    if (typeof value === 'string') return isAtStart ? value.startsWith(expected) : value.endsWith(expected)
    if (value !== null && value !== undefined) onMismatch(value)
    return false
  }
}

/** MATCHES: the pattern is found somewhere in a text. */
export function patternTest(expected: string | RegExp, { onMismatch }: TestOptions): ValueTest {
  const pattern = toPattern(expected)
  return (value) => {
    if (typeof value === 'string') return pattern.test(value)
    if (value !== null && value !== undefined) onMismatch(value)
    return false
  }
}

/**
 * Compiles a regular expression for the linear-time engine, so that none can hang the process. Its syntax is RE2's: as
 * JavaScript's, but without backreferences and look-around. Of a RegExp the flags i, m and s count. Throws an Error
 * that says what is wrong with it.
 */
export function toPattern(expected: string | RegExp): RE2JS {
  const source = typeof expected === 'string' ? expected : expected.source
  const flags = typeof expected === 'string' ? '' : expected.flags
  if (source.length > maxPatternLength)
    throw new Error(`it is longer than ${maxPatternLength} characters (maxPatternLength)`)
  const tooLarge = `it is too large: its repetitions come to more than ${maxProgramSize} steps (maxProgramSize)`
  if (patternSize(source) > maxProgramSize) throw new Error(tooLarge)
  let bits = 0
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE
  if (flags.includes('m')) bits |= RE2JS.MULTILINE
  if (flags.includes('s')) bits |= RE2JS.DOTALL
  const pattern = RE2JS.compile(source, bits)
  if (pattern.programSize() > maxProgramSize) throw new Error(tooLarge)
  return pattern
}
