import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000
const big = {
  tag: 'big',
  name: 'big',
  tables: ['orders'],
  events: ['afterInsert', 'afterUpdate'],
  condition: { field: 'record.total', operator: 'GREATER_THAN', value: 100 },
  actions: [{ type: 'log.info', config: { message: 'big: {{record.total}} for {{user.name}}' } }],
}

describe('triggerkit dry-run', { timeout: 3 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({ 'triggerkit.config.ts': shopConfig })
    await project.json(['list'], { STORE: JSON.stringify([big]), INSERT: '1' })
  }, 2 * minutes)
  afterAll(() => project?.remove())

  it('tells of stored triggers and those of the code, and does nothing', async () => {
    const before = (await project.json(['jobs', 'stats'])).answer.counts
    const row = ['--record', '{"id": 7, "total": 150}', '--context', '{"user": {"name": "ann"}}']
    const { code, answer } = await project.json(['dry-run', 'afterInsert', 'orders', ...row])
    expect(code).toBe(0)
    expect(answer.triggers).toMatchObject([
      { tag: 'ship', status: 'matches', actions: [{ status: 'would-run', timing: 'queued' }] },
      { tag: 'big', status: 'matches', actions: [{ input: { message: 'big: 150 for ann' } }] },
    ])
    const told = await project.call(['dry-run', 'afterInsert', 'orders', '--record', '{"id": 7, "total": 5}'])
    expect(told.stdout).toMatch(/✓ ship[\s\S]*✗ big/)
    expect((await project.json(['jobs', 'stats'])).answer.counts).toEqual(before)
  })

  it('a real row by its key, with what would be written; rows may come from a file', async () => {
    await project.write('changes.json', '{"total": 500}')
    const ended = await project.json([
      'dry-run',
      'afterUpdate',
      'orders',
      '--key',
      '{"id": 1}',
      '--changes',
      '@changes.json',
    ])
    expect(ended.answer).toMatchObject({ previousRecord: { id: 1, total: 0 }, record: { id: 1, total: 500 } })
  })

  it.each([
    [['afterInsert', 'orders', '--record', '{'], /--record: .*JSON/],
    [['afterInsert', 'orders', '--record', '@nowhere.json'], /--record, .*nowhere\.json: ENOENT/],
    [['afterInsert', 'orders', '--record', '5'], /--record: expected an object/],
    [['afterInsrt', 'ordres', '--record', '{}'], /afterInsrt[\s\S]*ordres/],
    [['afterUpdate', 'orders', '--key', '{"id": 99}'], /99/],
  ])('%j is a clear error of usage', async (args, says) => {
    const ended = await project.call(['dry-run', ...args])
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(says) })
  })
})
