import {
  createTriggers,
  memoryStore,
  type NewDefinition,
  StoreConflictError,
  TriggerExistsError,
} from '@triggerkit/core'
import { describe, expect, it } from 'vitest'
import { compareSides } from './compare-sides.ts'
import { planPush } from './plan-transfer.ts'
import { pushStep } from './push-step.ts'
import { readStore, type Side } from './side.ts'

const definition: NewDefinition = {
  name: 'Hello',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'log.info', config: { message: 'hi' } }],
}

function folderWith(entries: Record<string, object>): Side {
  return {
    entries: new Map(Object.entries(entries).map(([tag, each]) => [tag, { version: 1, definition: { ...each, tag } }])),
    unreadable: new Map(),
  }
}

describe('pushStep', () => {
  it('makes the store what the folder is: members that are gone are gone', async () => {
    const triggers = createTriggers({ store: memoryStore() })
    await triggers.create({ ...definition, tag: 'a', description: 'goes', priority: 5 })
    const folder = folderWith({ a: { ...definition, enabled: false }, b: definition })
    const { steps } = planPush(compareSides(folder, await readStore(triggers), new Map()), true)
    for (const step of steps) await pushStep(triggers, step, { by: 'ann', reason: 'release' })
    expect(planPush(compareSides(folder, await readStore(triggers), new Map()), false).steps).toEqual([])
    expect(await triggers.fetch('a')).not.toHaveProperty('description')
    expect((await triggers.history('b'))[0]).toMatchObject({ by: 'ann', reason: 'release', operation: 'create' })
  })

  it('stores nothing over what somebody else stored since it was compared', async () => {
    const triggers = createTriggers({ store: memoryStore() })
    await triggers.create({ ...definition, tag: 'a' })
    const before = await readStore(triggers)
    const known = new Map([...before.entries].map(([tag, { version }]) => [tag, { version, digest: '' }]))
    const folder = folderWith({ a: { ...definition, priority: 7 }, b: definition })
    const { steps } = planPush(compareSides(folder, before, known), true)
    const [gone] = planPush(compareSides(folderWith({}), before, known), true).steps
    await triggers.update({ tag: 'a', priority: 1 })
    await triggers.create({ ...definition, tag: 'b' })
    const errors = await Promise.all(
      [...steps, gone!].map((step) => pushStep(triggers, step, {}).catch((error) => error)),
    )
    expect(errors.map((error) => TriggerExistsError.isInstance(error) || StoreConflictError.isInstance(error))).toEqual(
      [true, true, true],
    )
    expect((await triggers.fetchAll()).map(({ tag, version }) => [tag, version])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })
})
