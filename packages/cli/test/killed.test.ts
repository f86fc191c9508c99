import { cp, readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProject, type Project } from './fixture/project.ts'
import { shopConfig } from './fixture/shop-config.ts'

const minutes = 60_000
/** More writes than any of the transfers makes. */
const most = 60

function definitionOf(tag: string, message: string): object {
  const actions = [{ type: 'log.info', config: { message } }]
  return { tag, name: tag, tables: ['orders'], events: ['afterInsert'], actions }
}

describe('a process that is killed before each of its writes', { timeout: 15 * minutes }, () => {
  let project: Project
  beforeEach(async () => {
    project = await createProject({ 'triggerkit.config.ts': shopConfig })
    for (const tag of ['a', 'b', 'same']) await writeDefinition(tag, 'first')
    await project.json(['push'])
  })
  afterEach(() => project?.remove())

  const writeDefinition = (tag: string, message: string): Promise<void> =>
    project.write(`triggers/${tag}.json`, JSON.stringify(definitionOf(tag, message)))
  const kept = ['triggers', 'shop.sqlite']
  const copyTo = async (from: string, to: string): Promise<void> => {
    for (const name of kept) {
      await rm(join(project.folder, to, name), { recursive: true, force: true })
      await cp(join(project.folder, from, name), join(project.folder, to, name), { recursive: true })
    }
    // What a killed process leaves of SQLite's own: the next one rolls it back, but not over another database.
    if (to === '.')
      for (const end of ['-journal', '-wal']) await rm(join(project.folder, `shop.sqlite${end}`), { force: true })
  }

  /** Calls `then` after each death, from the same start; gives how many there were. */
  async function killEverywhere(command: 'push' | 'pull', then: (at: number) => Promise<void>): Promise<number> {
    await copyTo('.', 'start')
    const preload = new URL('fixture/die-at.mjs', import.meta.url).href
    for (let at = 1; at <= most; at++) {
      await copyTo('start', '.')
      const env = { NODE_OPTIONS: `--import ${preload}`, DIE_AT: String(at), DIE_IN: join(project.folder, 'triggers') }
      const { code, stderr } = await project.run([command, '--by', 'ann'], env)
      if (code === 0) return at - 1
      expect(code, stderr).toBeNull()
      await then(at)
    }
    throw new Error(`${command} makes more than ${most} writes`)
  }

  const differences = async (): Promise<Record<string, string>> => {
    const { answer, code } = await project.json(['diff'])
    expect([code, answer.unreadable]).toEqual([0, []])
    return Object.fromEntries(
      answer.differences.map(({ tag, changedIn }: { tag: string; changedIn: string }) => [tag, changedIn]),
    )
  }
  const stored = async (): Promise<Record<string, string>> => {
    const { answer } = await project.json(['list', '--stored'])
    expect(answer.skipped).toEqual([])
    return Object.fromEntries(
      answer.triggers.map(({ tag, actions }: { tag: string; actions: { input: { message: string } }[] }) => [
        tag,
        JSON.stringify(actions),
      ]),
    )
  }
  const folderNames = async (): Promise<string[]> => (await readdir(join(project.folder, 'triggers'))).sort()
  /** As if the process had died long ago. */
  const grewOld = async (): Promise<void> => {
    for (const name of await folderNames())
      if (name.endsWith('.tmp')) await utimes(join(project.folder, 'triggers', name), 0, 0)
  }
  /** Nothing but definitions, and what is remembered. */
  const expectTidy = async (): Promise<void> => {
    const known = /^(\.history|\.triggerkit\.json|\w+\.(json|yaml))$/
    expect((await folderNames()).filter((name) => !known.test(name))).toEqual([])
  }

  it('push: nothing is half stored, and no conflict is invented, also where the folder changed meanwhile', async () => {
    await writeDefinition('a', 'second')
    await writeDefinition('c', 'new')
    await rm(join(project.folder, 'triggers/b.json'))
    const deaths = await killEverywhere('push', async (at) => {
      const told = await differences()
      expect(
        Object.values(told).filter((where) => where !== 'folder'),
        `killed at ${at}`,
      ).toEqual([])
      // Whoever finds that out goes on with the folder.
      await writeDefinition('a', 'third')
      await writeDefinition('b', 'again')
      expect(
        Object.values(await differences()).filter((where) => where !== 'folder'),
        `killed at ${at}`,
      ).toEqual([])
      await grewOld()
      const pushed = await project.call(['push'])
      expect(pushed, `killed at ${at}`).toMatchObject({ code: 0, stderr: '' })
      expect(await differences()).toEqual({})
      expect(await stored()).toEqual({
        a: expect.stringContaining('third'),
        b: expect.stringContaining('again'),
        c: expect.stringContaining('new'),
        same: expect.stringContaining('first'),
      })
      await expectTidy()
    })
    expect(deaths).toBeGreaterThan(10)
  })

  it('pull: nothing is half written, and no conflict is invented, also where the store changed meanwhile', async () => {
    const change = async (...definitions: object[]): Promise<void> =>
      void (await project.json(['list'], { STORE: JSON.stringify(definitions) }))
    await change(definitionOf('a', 'second'), definitionOf('c', 'new'))
    await project.json(['list'], { DELETE: 'b' })
    const deaths = await killEverywhere('pull', async (at) => {
      expect(
        Object.values(await differences()).filter((where) => where !== 'store'),
        `killed at ${at}`,
      ).toEqual([])
      await change(definitionOf('a', 'third'), definitionOf('b', 'again'))
      expect(
        Object.values(await differences()).filter((where) => where !== 'store'),
        `killed at ${at}`,
      ).toEqual([])
      await grewOld()
      const pulled = await project.call(['pull'])
      expect(pulled, `killed at ${at}`).toMatchObject({ code: 0, stderr: '' })
      expect(await differences()).toEqual({})
      expect(await stored()).toMatchObject({ a: expect.stringContaining('third'), b: expect.stringContaining('again') })
      await expectTidy()
    })
    expect(deaths).toBeGreaterThan(10)
  })
})
