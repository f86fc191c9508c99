import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from '@triggerkit/files'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ageLock } from './fixture/age-lock.ts'
import { type BuiltPrograms, buildPrograms } from './fixture/build-programs.ts'

const scope = { product: 'default', database: 'default' }
const named = (name: string) => ({ tag: 'audit', name, tables: ['orders'], events: ['afterInsert'], actions: [] })

/** The programs, built once: each of them starts often. */
let programs: BuiltPrograms
beforeAll(async () => {
  programs = await buildPrograms('each-step')
}, 60_000)
afterAll(() => programs?.remove())

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
  const child = programs.change([folder, operation, JSON.stringify(named(after ?? ''))], {
    DIE_AT: String(step),
    DIE_TORN: torn ? '1' : '0',
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
