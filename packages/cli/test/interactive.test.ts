import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../src/run-cli.ts'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000

/** Calls a command as somebody at a terminal does, who answers as soon as something is asked. */
async function atTerminal(
  project: Project,
  args: readonly string[],
  answer?: string,
): Promise<{ code: number; out: string; err: string }> {
  const terminal = (): PassThrough & { isTTY: boolean } => Object.assign(new PassThrough(), { isTTY: true })
  const [stdout, stderr, stdin] = [terminal(), terminal(), terminal()]
  const texts = { out: '', err: '' }
  stdout.on('data', (chunk) => (texts.out += String(chunk)))
  let isAnswered = false
  stderr.on('data', (chunk) => {
    texts.err += String(chunk)
    // What is typed is echoed, and asks for nothing.
    if (isAnswered || !texts.err.includes('[y/N]')) return
    isAnswered = true
    if (answer === undefined) stdin.end()
    else stdin.write(`${answer}\n`)
  })
  const code = await runCli(args, { streams: { stdout, stderr, stdin, env: {} }, cwd: project.folder })
  return { code, ...texts }
}

describe('triggerkit at a terminal', { timeout: 3 * minutes }, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({ 'triggerkit.config.ts': shopConfig })
    const { stdout } = await project.call(['worker', '--once'], { INSERT: '3', SHIP_FAILS: '1' })
    expect(stdout).toContain('3 dead')
  }, 2 * minutes)
  afterAll(() => project?.remove())

  it('retry of many asks how many it is, and does nothing unless the answer is yes', async () => {
    const refused = await atTerminal(project, ['jobs', 'retry', '--all'], 'n')
    expect(refused).toMatchObject({ code: 0, out: 'Nothing was changed.\n' })
    expect(refused.err).toContain('retry 3 Jobs (dead)?')
    expect((await project.json(['jobs', 'stats'])).answer.counts.dead).toBe(3)
  })

  it('yes retries them, a bar on stderr shows how far it is, and stdout has the answer alone', async () => {
    const done = await atTerminal(project, ['jobs', 'retry', '--trigger', 'ship'], 'y')
    expect(done).toMatchObject({ code: 0, out: '3 Jobs retried.\n' })
    expect(done.err).toContain('3/3')
    expect((await project.json(['jobs', 'stats'])).answer.counts).toMatchObject({ ready: 3, dead: 0 })
  })

  it('what died before is neither counted nor asked about', async () => {
    const done = await atTerminal(project, ['jobs', 'retry', '--until', '2020-01-01T00:00:00Z'])
    expect(done).toMatchObject({ code: 0, out: 'Nothing was changed.\n' })
  })

  it('the end of input is no yes', async () => {
    const done = await atTerminal(project, ['jobs', 'discard', '--all'], undefined)
    expect(done).toMatchObject({ code: 0, out: 'Nothing was changed.\n' })
    expect(done.err).toContain('discard 3 Jobs (ready, waiting, relayed, dead)?')
  })

  it('asks about the states that were named', async () => {
    const done = await atTerminal(project, ['jobs', 'discard', '--state', 'ready'], 'n')
    expect(done.err).toContain('discard 3 Jobs (ready)?')
  })

  it('where there is nothing to do nobody is asked', async () => {
    const done = await atTerminal(project, ['jobs', 'retry', '--all'])
    expect(done).toMatchObject({ code: 0, out: 'Nothing was changed.\n' })
    expect(done.err).not.toContain('[y/N]')
  })

  it('has colours, which --json has not', async () => {
    expect((await atTerminal(project, ['jobs', 'stats'])).out).toContain('\u001b[')
    expect(JSON.parse((await atTerminal(project, ['jobs', 'stats', '--json'])).out)).toHaveProperty('counts')
  })
})
