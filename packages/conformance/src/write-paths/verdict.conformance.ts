import { expect } from 'vitest'
import type { FixtureTable, Row } from '../harness.ts'
import { readPath } from '../oracle/column-path.ts'
import { rowKey } from '../oracle/diff-rows.ts'
import { type Played, play, resultOf } from '../play.ts'
import type { WatchContext } from '../watch/watch-changes.ts'
import type { BindingCase } from './binding-case.ts'
import { expectSameChanges, expectWholeRecords, tableOf } from './judge-changes.ts'

/** Before-triggers block, alter and drop rows (R28). */
export function verdictConformance<Client>(subject: BindingCase<Client>): void {
  if (subject.changes === 0) return
  if (subject.applies('block')) blockConformance(subject)
  if (subject.applies('alter') && alterable(subject)) alterConformance(subject)
  if (subject.applies('skip') && subject.binding.depth !== 'shape') skipConformance(subject)
}

function blockConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check } = subject

  check('R28 block: the caller gets that very error and nothing is written', 'block', async () => {
    const last = (await subject.vetted()).watch.before.length
    const veto = new Error('vetoed')
    const played = await play(subject.session(), binding, {
      before: (_context, ordinal) => {
        if (ordinal >= last) throw veto
      },
    })
    expect(played.outcome).toEqual({ failed: true, error: veto })
    expect(played.outcome.failed && played.outcome.error).toBe(veto)
    expectNothing(played)
  })

  if (binding.depth === 'shape') return
  check('R28 reject: the caller gets a WriteRejectedError', 'block', async () => {
    const played = await play(subject.session(), binding, {
      before: (context) => context.reject('not today', { code: 'NOT_TODAY', field: 'note' }),
    })
    expect(played.outcome.failed).toBe(true)
    const error = played.outcome.failed ? (played.outcome.error as Error) : undefined
    expect(error?.name).toBe('WriteRejectedError')
    expect(error?.message).toContain('not today')
    expectNothing(played)
  })
}

function expectNothing({ differences, watch }: Played): void {
  expect(differences).toEqual([])
  expect(watch.after).toEqual([])
}

function alterConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check } = subject

  check('R15 alter: each row its own way, in the database and in what the caller holds', 'alter', async () => {
    const session = subject.session()
    const played = await play(session, binding, {
      before: (context, ordinal) => alter(session.tables, context, ordinal),
    })
    const result = resultOf(played.outcome)
    expectSameChanges(session.tables, played)
    expectWholeRecords(session.tables, played)
    let altered = 0
    for (const { table: name, operation, after } of played.differences) {
      const table = tableOf(session.tables, name)
      if (operation === 'delete' || !table.alterable || !table.marker) continue
      expect(readPath(after, table.alterable)).toBe(`alt:${String(readPath(after, table.marker))}`)
      altered++
    }
    expect(altered, 'rows altered').toBeGreaterThan(0)
    expectEntitiesFollow(session.tables, binding.entities?.(result as never) ?? {}, played)
  })
}

/** Every other row by assignment, the rest by `set`: both have to reach the database. */
function alter(tables: ReadonlyMap<string, FixtureTable>, context: WatchContext, ordinal: number): void {
  const { alterable, marker } = tableOf(tables, context.table)
  if (!alterable || !marker || context.operation === 'delete') return
  const value = `alt:${String(readPath(context.record, marker))}`
  if (ordinal % 2) context.record[alterable] = value
  else context.set({ [alterable]: value })
}

function expectEntitiesFollow(
  tables: ReadonlyMap<string, FixtureTable>,
  held: Record<string, Row[]>,
  played: Played,
): void {
  for (const [name, entities] of Object.entries(held)) {
    const table = tableOf(tables, name)
    const rows = new Map((played.rows.get(name) ?? []).map((row) => [rowKey(table, row), row]))
    const column = table.alterable ?? ''
    for (const entity of entities)
      expect(readPath(entity, column)).toBe(readPath(rows.get(rowKey(table, entity)), column))
  }
}

function skipConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check } = subject
  if (Object.keys(binding.expect).length !== 1) return

  check('R28 skip: drops its row and no other', undefined, async () => {
    const session = subject.session()
    const all = await subject.vetted()
    const last = all.watch.before.length
    const played = await play(session, binding, {
      before: (context, ordinal) => {
        if (ordinal === last) context.skip()
      },
    })
    resultOf(played.outcome)
    expect(played.differences.length).toBe(all.differences.length - 1)
    expectSameChanges(session.tables, played)
  })
}

function alterable<Client>({ binding }: BindingCase<Client>): boolean {
  return Object.values(binding.expect).some((counts) => (counts.insert ?? 0) + (counts.update ?? 0) > 0)
}
