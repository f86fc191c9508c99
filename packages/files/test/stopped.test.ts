import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from '@triggerkit/files'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ageLock } from './fixture/age-lock.ts'
import { type BuiltPrograms, buildPrograms } from './fixture/build-programs.ts'

const scope = { product: 'default', database: 'default' }
const named = (name: string) => ({ tag: 'audit', name, tables: ['orders'], events: ['afterInsert'], actions: [] })
/** More than any change takes. */
const mostSteps = 100

let programs: BuiltPrograms
beforeAll(async () => {
  programs = await buildPrograms('stopped')
}, 60_000)
afterAll(() => programs?.remove())

/** Names of the versions, the oldest first, with their numbers, and of what is there now. */
async function stateOf(folder: string) {
  const store = fileStore({ folder })
  const history = (await store.history(scope, 'audit', { limit: 100 })).toReversed()
  return {
    now: (await store.fetch(scope, 'audit'))?.definition.name,
    names: history.map(({ definition }) => definition?.name),
    numbers: history.map(({ version }) => version),
  }
}

/** A process updates the definition, and is stopped right before its n-th step; meanwhile `meddle` is done. Whether it was stopped at all. */
async function updateStopped(folder: string, step: number, meddle: () => Promise<unknown>): Promise<boolean> {
  const child = programs.change([folder, 'update', JSON.stringify(named('New'))], { STOP_AT: String(step) })
  const closed = once(child, 'close')
  let said = ''
  let isStopped = false
  for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    said += text
    if (isStopped || !said.includes('stopped')) continue
    isStopped = true
    await ageLock(folder)
    await meddle()
    child.kill('SIGCONT')
  }
  expect(await closed).toEqual([0, null])
  expect(said).toBe(isStopped ? 'stopped done' : 'done')
  return isStopped
}

async function atEachStep(
  meddle: (folder: string) => Promise<unknown>,
  look: (folder: string, where: string) => Promise<void>,
) {
  for (let step = 1; ; step++) {
    expect(step).toBeLessThan(mostSteps)
    const folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-stopped-'))
    try {
      await fileStore({ folder }).create(scope, 'audit', named('Old'))
      const isStopped = await updateStopped(folder, step, () => meddle(folder))
      if (!isStopped) return
      await look(folder, `stopped before step ${step}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

it('a process that is stopped at any step, so long that another one takes its place, overwrites nothing of it', {
  timeout: 300_000,
}, async () => {
  await atEachStep(
    (folder) => fileStore({ folder }).update(scope, 'audit', named('Other')),
    async (folder, where) => {
      const { now, names, numbers } = await stateOf(folder)
      expect(numbers, where).toEqual([1, 2, 3])
      expect(names.toSorted(), where).toEqual(['New', 'Old', 'Other'])
      expect(now, where).toBe(names.at(-1))
      // The next change finds everything in order.
      await fileStore({ folder }).update(scope, 'audit', named('Next'))
      expect(await stateOf(folder), where).toEqual({ now: 'Next', names: [...names, 'Next'], numbers: [1, 2, 3, 4] })
    },
  )
})

it('what is changed by hand while a process changes the file is a version', { timeout: 300_000 }, async () => {
  await atEachStep(
    async (folder) => {
      const file = join(folder, 'audit.yaml')
      const text = await readFile(file, 'utf8')
      await writeFile(file, text.replace(/name: \w+/, 'name: Hand'))
    },
    async (folder, where) => {
      const { now, names } = await stateOf(folder)
      expect(names.toSorted(), where).toEqual(['Hand', 'New', 'Old'])
      expect(now, where).toBe(names.at(-1))
    },
  )
})
