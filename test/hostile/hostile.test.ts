import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normalizeTrigger } from '../../packages/core/src/trigger/normalize-trigger.ts'
import { hostileWrites, refusedDefinitions } from './corpus/index.ts'
import { runHostileWrite } from './fixture/hostile-run.ts'
import { HostileServer } from './fixture/hostile-server.ts'
import { type Judgement, judge } from './fixture/judge.ts'
import { assertPrototypesUntouched } from './fixture/prototypes.ts'

const mostMilliseconds = 50
const all = [...Object.values(refusedDefinitions), ...Object.values(hostileWrites)].flat()
let held = 0

describe.each(Object.entries(refusedDefinitions))('R46 hostile definitions: %s', (_theme, cases) => {
  it.each([...cases])('$tries', ({ definition, problem }) => {
    const judged = (): Judgement => {
      const given: unknown = typeof definition === 'function' ? definition() : definition
      return judge(() => normalizeTrigger(given, { origin: 'stored', functions: new Map() }))
    }
    expect(judged().problems.join('\n')).toContain(problem)
    expect(fastest(() => judged().milliseconds)).toBeLessThan(mostMilliseconds)
    assertPrototypesUntouched()
    held++
  })
})

describe.each(Object.entries(hostileWrites))('R47 hostile records: %s', (_theme, cases) => {
  let server: HostileServer
  beforeAll(async () => {
    server = await HostileServer.start()
  })
  afterAll(() => server.stop())

  it.each([...cases])('$tries', async (hostile) => {
    const result = await runHostileWrite(hostile, server)
    const { refused: reason, calls = [], logged = [], audit = [], users } = hostile.outcome
    if (reason === undefined) expect(result.errors).toEqual([])
    else expect(result.errors.join('\n')).toContain(reason)
    expect(result.calls).toMatchObject(calls)
    expect(result.calls.length).toBe(calls.length)
    expect(result.logged).toEqual(logged)
    expect(result.audit).toMatchObject(audit)
    expect(result.audit.length).toBe(audit.length)
    if (users !== undefined) expect(result.users).toEqual(users)
    expect(JSON.stringify([result.errors, result.calls, result.logged, result.audit])).not.toContain('hunter2')
    assertPrototypesUntouched()
    held++
  })
})

it('is at least 300, and each of them is held', ({ task }) => {
  expect(all.length).toBeGreaterThanOrEqual(300)
  expect(held).toBe(all.length)
  Object.assign(task.meta, { told: `Hostile corpus: ${held} of ${all.length} definitions and records held` })
})

/** Of three tries, so that a pause of the machine does not count. */
function fastest(measure: () => number): number {
  return Math.min(measure(), measure(), measure())
}
