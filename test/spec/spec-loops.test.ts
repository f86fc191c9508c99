import type { CheckFinding, NormalizedTrigger } from '@triggerkit/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSpecPage } from './fixture/spec-page.ts'
import { Walk } from './fixture/walk.ts'

type Actions = Parameters<Walk['fire']>[0]

/** Every action that the specification's examples build, on the tables that they are about. */
async function specWalk(): Promise<{ actions: Actions; findings: CheckFinding[] }> {
  const actions: Actions[number][] = []
  const findings: CheckFinding[] = []
  for (const block of readSpecPage().blocks) {
    const walk = await Walk.begin(block.code.includes('databases.connect('))
    await walk.run(block)
    actions.push(...walk.actions.filter(({ type }) => type.startsWith('database.')))
    findings.push(...loopsOf(walk))
    await walk.end()
  }
  return { actions, findings }
}

function loopsOf({ db }: Walk): CheckFinding[] {
  return db.triggers.check().filter(({ code }) => code === 'LOOP')
}

/** The triggers that fire on a table come back to it by its own action: registers the action there, and asks. */
async function loopsOn(table: string, event: NormalizedTrigger['events'][number], actions: Actions): Promise<string[]> {
  const walk = await Walk.begin(false)
  walk.db.triggers.register(table, { name: 'own', events: [event], actions: [...actions] })
  const found = loopsOf(walk).map(({ message }) => message)
  await walk.end()
  return found
}

describe("loop finding on SPEC's examples", () => {
  let actions: Actions
  let findings: CheckFinding[]

  beforeAll(async () => {
    ;({ actions, findings } = await specWalk())
  })

  it('finds none in the examples as they stand', () => {
    expect(findings).toEqual([])
  })

  it('finds the loop that each of their database actions makes on the table that it writes', async () => {
    expect(actions.length).toBeGreaterThan(0)
    for (const action of actions) {
      const { table } = (action.config ?? action) as { table: string }
      const verb = action.type.replace('database.', '')
      const event = `after${verb[0]!.toUpperCase()}${verb.slice(1)}` as NormalizedTrigger['events'][number]
      const [message, ...others] = await loopsOn(table, event, [action])
      expect(others).toEqual([])
      expect(message).toContain(`${table} -> ${table}: trigger "own" on ${table}`)
    }
  })
})
