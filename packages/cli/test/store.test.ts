import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000
const welcome = {
  tag: 'welcome',
  name: 'Welcome',
  tables: ['orders'],
  events: ['afterInsert'],
  actions: [{ type: 'log.info', config: { message: 'first' } }],
}

describe('triggerkit on what is stored in SQLite', { timeout: 3 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({ 'triggerkit.config.ts': shopConfig })
  })
  afterAll(() => project?.remove())

  it('list, history and revert', async () => {
    const changed = { ...welcome, actions: [{ type: 'log.info', config: { message: 'second' } }] }
    const stored = JSON.stringify([welcome, changed])
    const listed = await project.json(['list', '--table', 'orders'], { STORE: stored })
    expect(listed.code).toBe(0)
    expect(listed.answer.triggers).toMatchObject([
      { tag: 'ship', origin: 'code' },
      { tag: 'welcome', origin: 'stored', version: 2 },
    ])
    expect((await project.call(['list', '--stored'])).stdout).toMatch(/^welcome .*log\.info .*store, version 2 .*on$/m)

    const history = await project.call(['history', 'welcome'])
    expect(history.stdout).toMatch(
      /version 2 updated .* by ann\n {2}why not\n {2}actions\[0\]\.config\.message\n {2}- "first"\n {2}\+ "second"/,
    )
    const reverted = await project.json(['revert', 'welcome', '1', '--by', 'bob', '--reason', 'too loud'])
    expect(reverted).toEqual({ code: 0, answer: { tag: 'welcome', version: 3 } })
    const [newest] = (await project.json(['history', 'welcome', '--limit', '1'])).answer.versions
    expect(newest).toMatchObject({ version: 3, by: 'bob', reason: 'too loud', definition: welcome })
  })

  it('a tag and a version that are not there', async () => {
    expect(await project.call(['history', 'nobody'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"nobody"'),
    })
    const ended = await project.call(['revert', 'welcome', '99'])
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('no version 99') })
  })

  it('check finds what is wrong in the store, as text without colours, and as JSON', async () => {
    const broken = { ...welcome, tag: 'broken', tables: ['ordres'] }
    const raw = JSON.stringify([broken])
    const { code, answer } = await project.json(['check'], { STORE_RAW: raw })
    expect(code).toBe(1)
    expect(answer.findings[0]).toMatchObject({ severity: 'error', code: 'STORED_TRIGGER_INVALID', trigger: 'broken' })
    const told = await project.call(['check', '--severity', 'error'])
    expect(told).toMatchObject({ code: 1, stdout: expect.stringMatching(/^error STORED_TRIGGER_INVALID\n.*"broken"/) })
    expect(told.stdout).not.toContain('\u001b')
    expect((await project.call(['check'], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[31merror')
    const without = await project.call(['check', '--no-color'], { FORCE_COLOR: '1' })
    expect(without.stdout).not.toContain('\u001b')
    expect((await project.call(['list'])).stdout).toMatch(/Not active[\s\S]*broken/)
  })

  it('a store whose tables are damaged is exit code 5', async () => {
    const ended = await project.call(['history', 'welcome'], { DROP_STORE: '1' })
    expect(ended).toMatchObject({ code: 5, stdout: '' })
  })
})
