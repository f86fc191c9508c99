import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyRow, conditionOf } from '../condition/any-condition.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { eachFieldCondition } from '../condition/each-field-condition.ts'
import { createTriggers } from '../engine/triggers.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { TriggerEventName } from '../trigger/trigger-event.ts'

const trigger = fc.record({
  condition: fc.option(conditionOf(1), { nil: undefined, freq: 8 }),
  becomesTrue: fc.boolean(),
  enabled: fc.boolean(),
  isWrite: fc.boolean(),
  rules: fc.constantFrom('set', 'set', 'set', 'skip', 'reject'),
  sets: anyRow,
  priority: fc.integer({ min: 0, max: 2 }),
})
const events = ['beforeInsert', 'beforeUpdate', 'beforeDelete', 'afterInsert', 'afterUpdate', 'afterDelete'] as const

function canBecomeTrue(condition: ConditionDefinition): boolean {
  let asked = true
  eachFieldCondition(condition, '', ({ field, operator }) => {
    asked &&= field.startsWith('record.') && !operator.includes('CHANGED')
  })
  return asked
}

type Drawn = typeof trigger extends fc.Arbitrary<infer T> ? T : never

function engineOf(drawn: readonly Drawn[], event: (typeof events)[number]) {
  const recorded = recordingProviders()
  const triggers = createTriggers({ providers: recorded.providers, onError: () => undefined })
  new MemoryDatabase({
    tables: [defineTable('t', { id: 'integer', a: 'unknown', b: 'string', c: 'decimal' })],
  }).connect(triggers)
  const isBefore = event.startsWith('before')
  drawn.forEach(({ condition, becomesTrue, enabled, isWrite, rules, sets, priority }, index) => {
    const ruling = {
      set: Trigger.record.set({ b: null, ...sets }),
      skip: Trigger.record.skip(),
      reject: Trigger.record.reject('no'),
    }[rules]
    const fires = becomesTrue && condition !== undefined && canBecomeTrue(condition)
    const whole: TriggerEventName = isBefore ? 'beforeWrite' : 'afterWrite'
    triggers.register('t', {
      name: `t${index}`,
      events: [isWrite && !fires ? whole : event],
      enabled,
      priority,
      condition,
      ...(fires && !event.endsWith('Delete') ? { fire: 'becomes-true' } : {}),
      actions:
        isBefore && !event.endsWith('Delete')
          ? [ruling]
          : [{ ...Trigger.cache.set('redis', `key:${index}`, '{{record.a}}'), unsafeBeforeCommit: isBefore }],
    })
  })
  return { recorded, triggers }
}

it('the same triggers match as those that execute runs, in the same order and for the same record', async () => {
  const warn = console.warn
  console.warn = () => undefined
  let matches = 0
  let skipped = 0
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(trigger, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...events),
        anyRow,
        anyRow,
        async (drawn, event, previousRecord, record) => {
          const context = {
            table: 't',
            record: { id: 1, ...record },
            ...(event.endsWith('Insert') ? {} : { previousRecord: { id: 1, ...previousRecord } }),
          }
          const { recorded, triggers } = engineOf(drawn, event)
          const dry = await triggers.dryRun(event, context)
          expect(recorded.calls).toEqual([])
          const ran = await triggers.execute(event, context)
          expect(dry.triggers.map(({ trigger: name, because }) => [name, because])).toEqual(
            ran.triggers.map(({ trigger: name, because }) => [name, because]),
          )
          expect([dry.record, dry.skipped, dry.rejected?.message]).toEqual([
            ran.record,
            ran.skipped,
            ran.rejected?.message,
          ])
          const keys = dry.triggers.flatMap(({ actions }) =>
            actions.flatMap(({ input, provider }) => (provider ? [input!.key] : [])),
          )
          expect(recorded.calls.map(({ key }) => key)).toEqual(keys)
          for (const { because, condition } of dry.triggers) {
            if (because === undefined) matches++
            if (because === 'condition') skipped++
            if (because === undefined || because === 'condition')
              expect(condition?.holds ?? true).toBe(because === undefined)
          }
        },
      ),
      { numRuns: 300 },
    )
  } finally {
    console.warn = warn
  }
  expect(Math.min(matches, skipped)).toBeGreaterThan(50)
}, 60_000)
