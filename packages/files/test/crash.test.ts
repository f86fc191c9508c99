import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fileStore } from '@triggerkit/files'
import { afterEach, beforeEach, expect, it } from 'vitest'

const scope = { product: 'default', database: 'default' }
const definition = { tag: 'audit', name: 'Audit', tables: ['orders'], events: ['afterInsert'], actions: [] }
const kills = 8
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const root = fileURLToPath(new URL('../../../', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-crash-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Victim {
  child: ChildProcess
  /** What it has said that it stored. */
  stored: { version: number; name: string }[]
}

async function start(life: string): Promise<Victim> {
  const program = fileURLToPath(new URL('fixture/victim.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', tsx, program, folder, life], {
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const victim: Victim = { child, stored: [] }
  let rest = ''
  const begun = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with ${code}`)))
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) line === 'ready' ? resolve() : victim.stored.push(JSON.parse(line))
    })
  })
  await begun
  return victim
}

it('loses and invents nothing when processes that change a folder are killed', { timeout: 120_000 }, async () => {
  const store = fileStore({ folder })
  await store.create(scope, 'audit', definition)
  const stored: Victim['stored'] = []
  for (let kill = 0; kill < kills; kill++) {
    // Two at a time: one dies while the other goes on, and what it leaves is the other's to tidy up.
    const [first, second] = await Promise.all([start(`first ${kill}`), start(`second ${kill}`)])
    await sleep(20 + Math.random() * 150)
    first.child.kill('SIGKILL')
    await once(first.child, 'close')
    await sleep(Math.random() * 100)
    second.child.kill('SIGKILL')
    await once(second.child, 'close')
    stored.push(...first.stored, ...second.stored)
    const fetched = (await store.fetch(scope, 'audit'))!
    const history = await store.history(scope, 'audit', { limit: 100_000 })
    expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => history.length - index))
    expect(fetched).toMatchObject({ version: history.length, definition: history[0]!.definition })
  }
  const last = await store.update(scope, 'audit', definition, { by: 'the test' })
  const history = await store.history(scope, 'audit', { limit: 100_000 })
  expect(history[0]).toMatchObject({ version: last.version, by: 'the test', definition })
  const byVersion = new Map(history.map((each) => [each.version, each]))
  for (const { version, name } of stored)
    expect(byVersion.get(version)).toMatchObject({ by: name, definition: { name } })
  expect(stored.length).toBeGreaterThan(kills)
  for (const { version, by, definition: kept } of history)
    if (version > 1 && version < last.version) expect(by).toBe(kept!.name)
  const left = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.tmp'))
  expect(left).toEqual([])
  expect(await readdir(folder)).toEqual(['.history', 'audit.yaml'])
})
