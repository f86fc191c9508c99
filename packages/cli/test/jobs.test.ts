import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000

describe('triggerkit jobs and worker on SQLite', { timeout: 3 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({ 'triggerkit.config.ts': shopConfig })
  })
  afterAll(() => project?.remove())

  it('Jobs die in a worker, are listed and shown, retried, discarded, and counted', async () => {
    const began = await project.run(['worker', '--once', '--json', '--verbose'], { INSERT: '3', SHIP_FAILS: '1' })
    expect(began.code, began.stderr).toBe(0)
    expect(began.stderr).toContain('the config prints')
    const events = began.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.filter(({ event }) => event === 'job-dead').map(({ error }) => error)).toEqual(
      Array(3).fill(expect.stringContaining('no truck')),
    )
    expect(events.at(-1)).toMatchObject({ event: 'worker-stopped', counters: { started: 3, dead: 3 } })

    const first = await project.json(['jobs', 'list', '--state', 'dead,ready', '--limit', '2'])
    expect(first.answer.jobs).toMatchObject([{ state: 'dead', trigger: 'ship', attempts: 1 }, { table: 'Order' }])
    const next = await project.json(['jobs', 'list', '--cursor', first.answer.cursor])
    expect(next.answer.jobs).toHaveLength(1)
    const [{ id }, { id: second }] = first.answer.jobs

    const shown = await project.call(['jobs', 'show', id])
    expect(shown).toMatchObject({ code: 0 })
    expect(shown.stdout).toMatch(/outcome[\s\S]*failed[\s\S]*no truck/)
    // The error's own escape sequence is told, not obeyed.
    expect(shown.stdout).toContain('\\u001b[31m')
    expect(shown.stdout).not.toContain('\u001b')

    expect(await project.json(['jobs', 'retry', id])).toEqual({ code: 0, answer: { retried: [id], unchanged: [] } })
    expect(await project.json(['jobs', 'retry', '--error', 'NO TRUCK', '--yes'])).toEqual({
      code: 0,
      answer: { retried: 2 },
    })
    expect(await project.json(['jobs', 'discard', second])).toMatchObject({ answer: { discarded: [second] } })
    const again = await project.json(['jobs', 'discard', second])
    expect(again).toEqual({ code: 1, answer: { discarded: [], unchanged: [second] } })
    expect((await project.json(['jobs', 'stats'])).answer.counts).toMatchObject({ ready: 2, dead: 0, discarded: 1 })

    const worked = await project.call(['worker', '--once'])
    expect(worked.stdout).toContain('2 begun, 2 completed, 0 failed')
    expect((await project.json(['jobs', 'stats'])).answer.counts).toMatchObject({ completed: 2, discarded: 1 })
  })

  it('what many Jobs would be changed by needs --yes where nobody can be asked, and says which', async () => {
    const asked = await project.call(['jobs', 'discard', '--trigger', 'ship'])
    expect(asked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('say --yes') })
    // A variable that is not set names no state, and must not mean all of them.
    const empty = await project.call(['jobs', 'discard', '--state', '', '--yes'])
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('Expected one value') })
    for (const args of [['discard'], ['retry', '--all', '--trigger', 'ship']]) {
      const { code, stderr } = await project.call(['jobs', ...args, '--yes'])
      expect([code, stderr]).toEqual([2, expect.stringContaining('takes ids, or options')])
    }
  })

  it('a Job that is not there, and an id that is none', async () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057'
    expect(await project.call(['jobs', 'show', id])).toMatchObject({ code: 1, stderr: expect.stringContaining(id) })
    expect(await project.call(['jobs', 'show', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('UUID'),
    })
  })

  it('worker --once finishes what it holds at a signal too, and gives back what takes too long', async () => {
    const args = ['worker', '--once', '--verbose', '--stop-ms', '10']
    const worker = project.start(args, { INSERT: '1', SHIP_HANGS: '1' })
    await worker.seen('job-started')
    worker.signal('SIGTERM')
    const { code, stdout, stderr } = await worker.ended
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('told to stop, and given back')
    expect(stdout).toContain('has stopped')
    const { jobs } = (await project.json(['jobs', 'list', '--limit', '1'])).answer
    expect(jobs).toMatchObject([{ state: 'ready' }])
    await project.json(['jobs', 'discard', jobs[0].id])
  })

  it('a group without its command', async () => {
    expect(await project.call(['jobs'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage: triggerkit jobs'),
    })
    const { code, stdout, stderr } = await project.call(['jobs', '--json'])
    expect([code, stdout, JSON.parse(stderr).error.code]).toEqual([2, '', 'CLI_USAGE'])
    expect((await project.call(['jobs', 'list', '--help'])).stdout).toContain('Usage: triggerkit jobs list')
  })

  it('a second signal ends a worker at once, whatever it holds', async () => {
    const worker = project.start(['worker', '--verbose', '--poll-ms', '50'], { INSERT: '1', SHIP_HANGS: '1' })
    await worker.seen('job-started')
    worker.signal('SIGTERM')
    await worker.seen('a second signal ends it at once')
    worker.signal('SIGTERM')
    expect((await worker.ended).code).toBe(143)
  })

  it('a moment without its time zone', async () => {
    const vague = await project.call(['jobs', 'retry', '--since', '2026-03-01T08:00:00'])
    expect(vague).toMatchObject({ code: 2, stderr: expect.stringContaining('with its time zone') })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('worker ends gracefully at %s, with exit code 0', async (signal) => {
    const worker = project.start(['worker', '--poll-ms', '50'], { INSERT: '1' })
    await worker.seen('is at work')
    worker.signal(signal)
    const { code, stdout, stderr } = await worker.ended
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('has stopped')
    expect(stderr).toContain(signal)
  })
})
