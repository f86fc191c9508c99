import type { Operation } from '../change/change.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { compareValues } from '../value/compare.ts'
import { valuesEqual } from '../value/equal.ts'
import { toInstant } from '../value/instant.ts'
import { type Demand, type Literal, takeApart } from './condition-literal.ts'
import { literalTest } from './literal-test.ts'

/** What is known of every Change that a condition is asked of. */
export interface ConditionWorld {
  operation: Operation
  kindOf(path: string): ColumnKind | undefined
  /** Paths that can only hold one of these values: `operation`, `env`. */
  fixed: ReadonlyMap<string, readonly unknown[]>
}

/**
 * Why the condition cannot hold, whatever the row; undefined where it may. It tries the values that equalities leave, one by one with the
 * operators' own tests, and the bounds that comparisons set: what it finds is certain, but it does not find everything. The work grows with
 * the square of the condition, never beyond.
 */
export function neverHolds(condition: ConditionDefinition, world: ConditionWorld): string | undefined {
  return contradiction([{ part: condition, negated: false }], [], world)
}

function contradiction(
  demands: readonly Demand[],
  around: readonly Literal[],
  world: ConditionWorld,
): string | undefined {
  const { literals, choices } = takeApart(demands)
  const all = [...around, ...literals]
  const found = literals.length === 0 ? undefined : contradictionOf(all, world)
  if (found !== undefined) return found
  for (const choice of choices) {
    const reasons: string[] = []
    for (const demand of choice) {
      const reason = contradiction([demand], all, world)
      if (reason === undefined) break
      reasons.push(reason)
    }
    if (reasons.length === choice.length)
      return [...new Set(reasons)].slice(0, 3).join('; ') || 'it chooses among nothing'
  }
  return undefined
}

function contradictionOf(literals: readonly Literal[], world: ConditionWorld): string | undefined {
  const byPath = new Map<string, Literal[]>()
  for (const literal of literals) {
    const same = byPath.get(literal.path)
    if (same === undefined) byPath.set(literal.path, [literal])
    else same.push(literal)
  }
  for (const [path, same] of byPath) {
    const found =
      contradictoryChange(same, world) ??
      changeToSame(path, byPath, world) ??
      noValueLeft(path, same, world) ??
      crossedBounds(same, world.kindOf(path))
    if (found !== undefined) return found
  }
  return undefined
}

/** R24: on insert nothing has changed from anything, and a deleted row changes in no column. */
function contradictoryChange(literals: readonly Literal[], { operation }: ConditionWorld): string | undefined {
  const changed = literals.find(({ operator }) => operator === 'CHANGED')
  const from = literals.find(({ operator }) => operator === 'CHANGED_FROM')
  if (from !== undefined && operation === 'insert') return `${from.text} is never true of an insert`
  if (changed === undefined) return undefined
  if (operation === 'delete') return `${changed.text} is never true of a delete`
  const unchanged = literals.find(({ operator }) => operator === 'NOT_CHANGED')
  return unchanged && `${changed.text} and ${unchanged.text} exclude each other`
}

/** An update that leaves a value as it was has not changed it. */
function changeToSame(path: string, byPath: ReadonlyMap<string, Literal[]>, world: ConditionWorld): string | undefined {
  const [to, from] = [path, path.replace(/^record\./, 'previousRecord.')].map((at) =>
    byPath.get(at)?.find(({ operator }) => operator === 'EQUALS'),
  )
  const isChanged = byPath.get(path)?.some(({ operator }) => operator === 'CHANGED')
  if (!isChanged || !to || !from || world.operation !== 'update') return undefined
  return valuesEqual(to.value, from.value, world.kindOf(path))
    ? `${to.text} and ${from.text} exclude each other`
    : undefined
}

/** Where only some values are possible at all: whether one of them meets every literal. */
function noValueLeft(path: string, literals: readonly Literal[], world: ConditionWorld): string | undefined {
  const kind = world.kindOf(path)
  const fixed = fixedAt(path, world)
  const lists = literals.flatMap((literal) => possibleValues(literal) ?? [])
  const possible = fixed ?? shortest(lists.map(({ values }) => values))
  if (possible === undefined) return undefined
  const tests = literals.map((literal) => literalTest(literal, kind))
  if (possible.some((value) => tests.every((test) => test(value)))) return undefined
  const texts = [...new Set(literals.map(({ text }) => text))]
  if (fixed === undefined && texts.length > 1) return `${listed(texts)} exclude each other`
  return `${listed(texts)} ${texts.length === 1 ? 'is' : 'are'} never true ${fixed === undefined ? 'of any value' : 'here'}`
}

function fixedAt(path: string, { operation, fixed }: ConditionWorld): readonly unknown[] | undefined {
  if (operation === 'insert' && (path === 'previousRecord' || path.startsWith('previousRecord.'))) return [undefined]
  return fixed.get(path)
}

function possibleValues({ operator, value }: Literal): { values: readonly unknown[] } | undefined {
  if (operator === 'EQUALS') return { values: [value] }
  if (operator === 'IS_NULL') return { values: [null] }
  return operator === 'IN' && Array.isArray(value) ? { values: value } : undefined
}

function shortest(lists: readonly (readonly unknown[])[]): readonly unknown[] | undefined {
  return lists.reduce<readonly unknown[] | undefined>(
    (best, list) => (best === undefined || list.length < best.length ? list : best),
    undefined,
  )
}

/** A lower bound above an upper one. */
function crossedBounds(literals: readonly Literal[], kind: ColumnKind | undefined): string | undefined {
  const isEmpty = literals.find(({ operator }) => operator === 'IS_EMPTY')
  const isFilled = literals.find(({ operator }) => operator === 'IS_NOT_EMPTY')
  if (isEmpty !== undefined && isFilled !== undefined) return `${isEmpty.text} and ${isFilled.text} exclude each other`
  const lower = literals.filter(({ operator }) => operator.startsWith('GREATER_THAN'))
  const upper = literals.filter(({ operator }) => operator.startsWith('LESS_THAN'))
  for (const low of lower) {
    for (const high of upper) {
      if (isCrossed(low, high, kind)) return `${low.text} and ${high.text} exclude each other`
    }
  }
  return undefined
}

function isCrossed(low: Literal, high: Literal, kind: ColumnKind | undefined): boolean {
  // A day without a time is equal to all of its instants, and begins where its zone says.
  if (kind === 'date') {
    const [from, to] = [toInstant(low.value), toInstant(high.value)]
    return from !== undefined && to !== undefined && from - to >= 2 * 86_400_000
  }
  const order = compareValues(low.value, high.value, kind)
  const isOpen = low.operator === 'GREATER_THAN' || high.operator === 'LESS_THAN'
  return order !== undefined && (order > 0 || (order === 0 && isOpen))
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 4)
  return `${shown.join(' and ')}${texts.length > shown.length ? ' …' : ''}`
}
