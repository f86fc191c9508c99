import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'

const minutes = 60_000

describe('triggerkit health', { timeout: 2 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject()
  })
  afterAll(() => project?.remove())

  it('a store that does not answer in time is down, exit code 1', async () => {
    await project.write(
      'triggerkit.config.ts',
      `import { createTriggers, memoryStore } from '@triggerkit/core'
const fetchAll = () => new Promise((resolve) => setTimeout(resolve, 600_000))
export default { engine: () => ({ triggers: createTriggers({ store: Object.assign(memoryStore(), { fetchAll }) }) }) }`,
    )
    const { code, answer } = await project.json(['health', '--timeout-ms', '20'])
    expect([code, answer.parts]).toEqual([1, [{ part: 'store', state: 'down', error: 'it took longer than 20 ms' }]])
  })

  it('a history of executions without its table is down, before the first write misses it', async () => {
    await project.write(
      'kept.config.ts',
      `import { createTriggers } from '@triggerkit/core'
import { sqlExecutions } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import { DataSource } from 'typeorm'
export default {
  engine: async () => {
    const engine = createTriggers({ executions: { log: sqlExecutions() } })
    const dataSource = new DataSource({ type: 'better-sqlite3', database: ':memory:', subscribers: [triggers(engine)] })
    await dataSource.initialize()
    if (process.env.MIGRATE) await engine.migrate()
    return { triggers: engine, close: () => dataSource.destroy() }
  },
}`,
    )
    const { code, answer } = await project.json(['health', '--config', 'kept.config.ts'])
    expect([code, answer.parts]).toMatchObject([1, [{ part: 'executions', state: 'down' }]])
    expect(answer.parts[0].error).toContain('triggers.migrate()')
    expect(await project.json(['health', '--config', 'kept.config.ts'], { MIGRATE: '1' })).toMatchObject({
      code: 0,
      answer: { parts: [{ part: 'executions', state: 'up' }] },
    })
  })
})
