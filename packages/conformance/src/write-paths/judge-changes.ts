import { expect } from 'vitest'
import type { FixtureTable, HarnessSession } from '../harness.ts'
import { pickColumns, readPath } from '../oracle/column-path.ts'
import { comparable, sameValue } from '../oracle/comparable.ts'
import { type RowDifference, rowKey } from '../oracle/diff-rows.ts'
import type { Played } from '../play.ts'
import type { SeenEvent } from '../watch/watch-changes.ts'

type Tables = HarnessSession<unknown>['tables']

/** Identity of a Change, the same for what was told and for what happened. */
export function identityOfDifference(difference: RowDifference): string {
  return `${difference.soft ? 'soft ' : ''}${difference.operation} ${difference.table} ${difference.key}`
}

export function identityOfEvent(tables: Tables, event: SeenEvent): string {
  const table = tableOf(tables, event.table)
  return `${event.soft ? 'soft ' : ''}${event.operation} ${table.name} ${rowKey(table, event.record)}`
}

/** The after-triggers were told each Change once, and nothing else. */
export function expectSameChanges(tables: Tables, { watch, differences }: Pick<Played, 'watch' | 'differences'>): void {
  const told = watch.after.map((event) => identityOfEvent(tables, event)).sort()
  expect(told).toEqual(differences.map(identityOfDifference).sort())
  for (const { event, operation } of watch.after) {
    expect(event).toBe(`after${operation[0]?.toUpperCase()}${operation.slice(1)}`)
  }
}

/** `record` is the row as a SELECT shows it afterwards; of a delete, as it was. No hidden column is in it (R19). */
export function expectWholeRecords(tables: Tables, played: Played): void {
  for (const [event, difference] of pairs(tables, played)) {
    const table = tableOf(tables, event.table)
    expect(comparable(pickColumns(event.record, table))).toEqual(
      comparable(pickColumns(difference.after ?? difference.before, table)),
    )
    for (const hidden of table.hidden) expect(readPath(event.record, hidden)).toBeUndefined()
  }
}

/** `previousRecord` is the row as a SELECT showed it beforehand; of an insert there is none (R24, R25). */
export function expectWholePreviousRecords(tables: Tables, played: Played): void {
  for (const [event, difference] of pairs(tables, played)) {
    if (difference.operation === 'insert') {
      expect(event.previousRecord).toBeUndefined()
      continue
    }
    const table = tableOf(tables, event.table)
    expect(comparable(pickColumns(event.previousRecord, table))).toEqual(
      comparable(pickColumns(difference.before, table)),
    )
    for (const hidden of table.hidden) expect(readPath(event.previousRecord, hidden)).toBeUndefined()
  }
}

export function expectChangedFields(tables: Tables, played: Played, given: readonly string[] | undefined): void {
  for (const [event, difference] of pairs(tables, played)) {
    const { hidden } = tableOf(tables, event.table)
    const changed = event.changedFields.filter((field) => !hidden.includes(field)).sort()
    if (difference.operation === 'update') expect(changed).toEqual([...difference.changedFields].sort())
    if (difference.operation === 'insert' && given) expect(changed).toEqual([...given].sort())
  }
}

/** Before-triggers were told of each row that was to change, as it was and as it would be. */
export function expectBeforeEvents(
  tables: Tables,
  { watch, differences }: Played,
  given: readonly string[] | undefined,
): void {
  const untold = [...watch.before]
  for (const difference of differences) {
    const table = tableOf(tables, difference.table)
    const index = untold.findIndex((event) => foretells(tableOf(tables, event.table), event, difference, given))
    expect(
      index,
      `a before event for ${identityOfDifference(difference)} among ${JSON.stringify(comparable(untold))}`,
    ).not.toBe(-1)
    const [event] = untold.splice(index, 1) as [SeenEvent]
    expect(event.event).toBe(`before${event.operation[0]?.toUpperCase()}${event.operation.slice(1)}`)
    if (difference.operation === 'insert') continue
    expect(comparable(pickColumns(event.previousRecord, table))).toEqual(
      comparable(pickColumns(difference.before, table)),
    )
    if (difference.operation === 'update') expectForeseen(table, event, difference)
  }
}

function expectForeseen(table: FixtureTable, event: SeenEvent, difference: RowDifference): void {
  const foreseen = pickColumns(event.record, table)
  const made = pickColumns(difference.after, table)
  for (const column of table.columns) {
    if (table.clock?.includes(column)) continue
    if (!looselySame(foreseen[column], made[column]))
      expect({ column, value: foreseen[column] }).toEqual({ column, value: made[column] })
  }
}

function foretells(
  table: FixtureTable,
  event: SeenEvent,
  difference: RowDifference,
  given: readonly string[] | undefined,
): boolean {
  if (table.name !== difference.table || event.operation !== difference.operation || event.soft !== difference.soft)
    return false
  if (difference.operation === 'insert') {
    const columns = table.marker ? [table.marker] : (given ?? table.key)
    return columns.every((column) => looselySame(readPath(event.record, column), readPath(difference.after, column)))
  }
  return rowKey(table, event.previousRecord ?? {}) === rowKey(table, difference.before ?? {})
}

/** Values before the database has seen them may be of another type (12.5 for '12.50'). */
function looselySame(left: unknown, right: unknown): boolean {
  if (sameValue(left ?? null, right ?? null)) return true
  if (left === null || right === null || left === undefined || right === undefined) return false
  return String(left) === String(right) || Number(left) === Number(right)
}

function pairs(tables: Tables, { watch, differences }: Played): [SeenEvent, RowDifference][] {
  const known = new Map(differences.map((difference) => [identityOfDifference(difference), difference]))
  const found = watch.after.map((event) => [event, known.get(identityOfEvent(tables, event))] as const)
  const paired = found.filter((pair): pair is [SeenEvent, RowDifference] => pair[1] !== undefined)
  expect(paired.length, 'every difference has an event').toBe(differences.length)
  return paired
}

export function tableOf(tables: Tables, name: string): FixtureTable {
  const table = tables.get(name)
  if (!table) throw new Error(`the fixture has no table ${name}`)
  return table
}
