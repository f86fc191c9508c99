import { Trigger } from '@triggerkit/core'
import { expect } from 'vitest'
import type { Binding, HarnessSession } from '../harness.ts'
import { play, resultOf, settle } from '../play.ts'
import type { BindingCase } from './binding-case.ts'
import { expectSameChanges } from './judge-changes.ts'

const MARKER = 'Marker'
const AUDIT = 'Audit'

/** A call inside the caller's transaction: its triggers act on what is committed, and only then. */
export function transactionConformance<Client>(subject: BindingCase<Client>): void {
  if (subject.changes === 0) return
  rollbackConformance(subject)
  if (subject.binding.depth === 'shape') return
  commitConformance(subject)
  if (subject.harness.can.savepoints && subject.applies('savepoint')) savepointConformance(subject)
  if (subject.applies('audit')) auditConformance(subject)
}

function commitConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check, session } = subject

  check("R5 commit: fires exactly once, after the caller's commit", 'rollback', async () => {
    let during = -1
    const played = await play(session(), binding, {
      act: (watch) =>
        session().transaction(async (client) => {
          const result = await binding.run(client)
          during = watch.after.length
          return result
        }),
    })
    resultOf(played.outcome)
    expect(during).toBe(0)
    expect(played.differences.length).toBe(subject.changes)
    expectSameChanges(session().tables, played)
  })
}

function rollbackConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check, session } = subject

  check('rollback: nothing fires, the caller gets its own error', 'rollback', async () => {
    const failure = new Error('the caller fails')
    const played = await play(session(), binding, {
      before: () => undefined,
      act: () =>
        session().transaction(async (client) => {
          await binding.run(client)
          throw failure
        }),
    })
    expect(played.outcome.failed && played.outcome.error).toBe(failure)
    expect(played.differences).toEqual([])
    expect(played.watch.after).toEqual([])
    expect(played.watch.before.length).toBeGreaterThanOrEqual(subject.applies('block') ? subject.changes : 0)
  })
}

function savepointConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check, session } = subject

  check('R7 savepoint: only what is outside the rolled-back one fires', 'rollback', async () => {
    const played = await play(session(), binding, {
      touches: [MARKER],
      act: () =>
        session().transaction(async (client) => {
          await session().write.insert(client, MARKER, [{ label: 'before' }])
          await settle(() => rolledBackSavepoint(session(), client, binding))
          await session().write.insert(client, MARKER, [{ label: 'after' }])
        }),
    })
    resultOf(played.outcome)
    expect(played.watch.after.map(({ table, record }) => [table, record.label])).toEqual([
      [MARKER, 'before'],
      [MARKER, 'after'],
    ])
    expect(played.differences.map(({ table, operation }) => `${operation} ${table}`)).toEqual([
      `insert ${MARKER}`,
      `insert ${MARKER}`,
    ])
  })
}

function rolledBackSavepoint<Client>(
  session: HarnessSession<Client>,
  client: Client,
  binding: Binding<Client>,
): Promise<never> {
  return session.savepoint(client, async (inner) => {
    await binding.run(inner)
    throw new Error('the savepoint fails')
  })
}

function auditConformance<Client>(subject: BindingCase<Client>): void {
  const { binding, check, session } = subject
  const tables = Object.keys(binding.expect)
  const arrange = (fails: boolean) => () => {
    const { engine } = session()
    for (const table of tables) engine.register(table, auditTrigger(fails))
    return () => tables.forEach((table) => engine.unregister(table, 'audit'))
  }

  check('an in-transaction audit row stands for each Change', 'rollback', async () => {
    const played = await play(session(), binding, { touches: [AUDIT], arrange: arrange(false) })
    resultOf(played.outcome)
    expect(played.differences.filter(({ table }) => table === AUDIT).length).toBe(subject.changes)
  })

  check('a failure after the audit row takes the Write and the audit row with it', 'rollback', async () => {
    const played = await play(session(), binding, { touches: [AUDIT], arrange: arrange(true) })
    expect(played.outcome.failed).toBe(true)
    expect(played.differences).toEqual([])
    expect(played.watch.after).toEqual([])
  })
}

function auditTrigger(fails: boolean): Parameters<HarnessSession<unknown>['engine']['register']>[1] {
  const fail = (): never => {
    throw new Error('after the audit row')
  }
  return {
    name: 'audit',
    events: ['afterInsert', 'afterUpdate', 'afterDelete'],
    actions: [
      Trigger.database.insert(AUDIT, { source: '{{table}}', operation: '{{operation}}' }),
      ...(fails ? [{ ...Trigger.custom(fail), phase: 'transaction' as const }] : []),
    ],
  }
}
