import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000

describe('triggerkit where nobody reads on', { timeout: 2 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({ 'triggerkit.config.ts': shopConfig, 'triggers/a.yaml': 'tag: a' })
  })
  afterAll(() => project?.remove())

  it('the exit code stays what the command has found', async () => {
    const push = project.start(['push'])
    push.close('stdout')
    push.close('stderr')
    expect((await push.ended).code).toBe(1)
    const check = project.start(['check'], { STORE_RAW: JSON.stringify([{ tag: 'broken' }]) })
    check.close('stdout')
    expect((await check.ended).code).toBe(1)
  })

  it('a worker finishes what it holds and ends', async () => {
    const worker = project.start(['worker', '--verbose'], { INSERT: '3' })
    worker.close('stdout')
    const { code, stderr } = await worker.ended
    expect(code, stderr).toBe(0)
    expect((await project.json(['jobs', 'stats'])).answer.counts).toMatchObject({ leased: 0, dead: 0 })
  })
})
