import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fileStore } from '@triggerkit/files'
import { build } from 'tsup'
import { afterAll, beforeAll, expect, it } from 'vitest'

const scope = { product: 'default', database: 'default' }
const named = (name: string) => ({ tag: 'audit', name, tables: ['orders'], events: ['afterInsert'], actions: [] })
const root = fileURLToPath(new URL('../../../', import.meta.url))
const programs = [
  new URL('fixture/dies-at-step.ts', import.meta.url),
  new URL('fixture/one-change.ts', import.meta.url),
]

/** The programs, built once: each of them starts often. */
let built: string
beforeAll(async () => {
  built = join(root, 'test', '.cache', `files-steps-${process.pid}`)
  const alias = { '@triggerkit/files': join(root, 'packages/files/src/index.ts') }
  await build({
    entry: programs.map((url) => fileURLToPath(url)),
    outDir: built,
    outExtension: () => ({ js: '.mjs' }),
    format: 'esm',
    target: 'node20',
    tsconfig: join(root, 'tsconfig.json'),
    config: false,
    silent: true,
    splitting: false,
    noExternal: [/.*/],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    esbuildOptions: (options) => {
      options.alias = alias
    },
  })
}, 60_000)
afterAll(() => rm(built, { recursive: true, force: true }))

/** More than any change takes: a change that never ends would be killed for ever. */
const mostSteps = 100

interface Change {
  operation: 'create' | 'update' | 'delete' | 'revert'
  /** Names of the versions that are there before. */
  before: string[]
  /** The name after it; none where it is deleted. */
  after?: string
}

const changes: Change[] = [
  { operation: 'create', before: [], after: 'New' },
  { operation: 'update', before: ['Old'], after: 'New' },
  { operation: 'delete', before: ['Old'] },
  { operation: 'revert', before: ['New', 'Old'], after: 'New' },
]

/** Makes the change in a process that dies right before its n-th step; whether it came to its end instead. */
async function changeUntil(folder: string, { operation, after }: Change, step: number, torn: boolean) {
  const preload = ['--import', pathToFileURL(join(built, 'dies-at-step.mjs')).href]
  const args = [...preload, join(built, 'one-change.mjs'), folder, operation, JSON.stringify(named(after ?? ''))]
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      DIE_AT: String(step),
      DIE_TORN: torn ? '1' : '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') expect({ code, said }).toEqual({ code: 0, said: 'done' })
  return { isDone: signal !== 'SIGKILL', isTold: said === 'done' }
}

async function stateOf(folder: string) {
  const store = fileStore({ folder })
  const [fetched, all, history] = await Promise.all([
    store.fetch(scope, 'audit'),
    store.fetchAll(scope),
    store.history(scope, 'audit', { limit: 100 }),
  ])
  return { fetched, all, history }
}

/** As if the process had died long ago: nobody waits for its lock to grow old. */
async function ageLock(folder: string): Promise<void> {
  const past = new Date(Date.now() - 60_000)
  await utimes(join(folder, '.history', 'lock'), past, past).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

async function killAt(change: Change, step: number, torn: boolean): Promise<{ isDone: boolean; isMade: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-step-'))
  try {
    const store = fileStore({ folder })
    for (const [index, name] of change.before.entries())
      await (index === 0 ? store.create(scope, 'audit', named(name)) : store.update(scope, 'audit', named(name)))
    const { isDone, isTold } = await changeUntil(folder, change, step, torn)
    const where = `${change.operation}, killed before step ${step}${torn ? ', torn' : ''}`

    const { fetched, all, history } = await stateOf(folder)
    const old = change.before.length
    const isMade = history.length > old
    if (isTold) expect(isMade, where).toBe(true)
    const name = isMade ? change.after : change.before.at(-1)
    expect(fetched?.definition, where).toEqual(name === undefined ? undefined : named(name))
    expect(all, where).toEqual(fetched === undefined ? [] : [fetched])
    expect(history, where).toHaveLength(isMade ? old + 1 : old)
    if (fetched !== undefined) expect(fetched.version, where).toBe(history.length)

    await ageLock(folder)
    // A change of another tag tidies up too.
    const next = fileStore({ folder })
    await next.create(scope, 'other', { ...named('Other'), tag: 'other' })
    const tidied = await stateOf(folder)
    expect(tidied.fetched?.definition, where).toEqual(fetched?.definition)
    expect(
      tidied.history.map(({ version }) => version),
      where,
    ).toEqual(history.map(({ version }) => version))
    if (isMade) expect(tidied.history[0], where).toMatchObject({ by: 'victim' })
    const files = (await readdir(folder)).sort()
    expect(files, where).toEqual(['.history', ...(fetched === undefined ? [] : ['audit.yaml']), 'other.yaml'])
    const hidden = await readdir(join(folder, '.history'))
    expect(
      hidden.filter((each) => !/^(?:\.gitignore|audit\.jsonl|other\.jsonl)$/.test(each)),
      where,
    ).toEqual([])
    return { isDone, isMade }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

it.each(changes)(
  'a process killed at each step of $operation leaves the old or the new',
  { timeout: 300_000 },
  async (change) => {
    const seen = new Set<boolean>()
    for (let step = 1; ; step += 2) {
      expect(step).toBeLessThan(mostSteps)
      const steps = [step, step + 1]
      const ends = await Promise.all(steps.map((each) => killAt(change, each, true)))
      for (const { isMade } of ends) seen.add(isMade)
      if (ends.some(({ isDone }) => isDone)) break
    }
    // It was killed before the change was made, and after it.
    expect(seen).toEqual(new Set([false, true]))
  },
)
