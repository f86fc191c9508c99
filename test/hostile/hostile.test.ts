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
    const told = [result.errors, result.logged, result.audit, result.calls.filter((call) => !isRequest(call))]
    expect(JSON.stringify(told)).not.toContain('hunter2')
    assertPrototypesUntouched()
    held++
  })
})

it('is at least 300, and each of them is held', ({ task }) => {
  expect(all.length).toBeGreaterThanOrEqual(300)
  expect(held).toBe(all.length)
  Object.assign(task.meta, { told: `Hostile corpus: ${held} of ${all.length} definitions and records held` })
})

/** What was sent over the network may carry a secret; the outcome says where to. */
function isRequest(call: object): boolean {
  return 'type' in call && call.type === 'http'
}

/** Of three tries, so that a pause of the machine does not count. */
function fastest(measure: () => number): number {
  return Math.min(measure(), measure(), measure())
}
