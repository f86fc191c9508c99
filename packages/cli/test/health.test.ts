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
})
