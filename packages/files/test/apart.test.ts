import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TriggerStore } from '@triggerkit/core'
import { fileStore } from '@triggerkit/files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const scope = { product: 'shop', database: 'orders' }
let outside: string
let folder: string
let store: TriggerStore
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'triggerkit-files-apart-'))
  folder = join(outside, 'triggers')
  await mkdir(folder)
  store = fileStore({ folder })
})
afterEach(() => rm(outside, { recursive: true, force: true }))

describe('tags are kept apart', () => {
  it('also where one is spelled as the file of another', async () => {
    const spelled = `a-${createHash('sha256').update('"A"').digest('hex').slice(0, 10)}`
    for (const tag of ['A', spelled]) await store.create(scope, tag, { tag, name: tag })
    for (const tag of ['A', spelled]) {
      expect(await store.fetch(scope, tag)).toMatchObject({ version: 1, definition: { name: tag } })
      expect(await store.history(scope, tag, { limit: 10 })).toMatchObject([{ tag, version: 1 }])
    }
  })

  it('also where two of them share a file of the history', async () => {
    await store.create(scope, 'audit', { tag: 'audit', name: 'Audit' })
    const line = { tag: 'other', version: 7, operation: 'delete', at: '2026-01-01T00:00:00.000Z' }
    const file = join(folder, '.history/audit.jsonl')
    await writeFile(file, `${await readFile(file, 'utf8')}${JSON.stringify(line)}\n`)
    expect(await store.update(scope, 'audit', { tag: 'audit' })).toMatchObject({ version: 2 })
    expect((await store.history(scope, 'audit', { limit: 10 })).map(({ version }) => version)).toEqual([2, 1])
  })

  it('and an empty one, whose file would be hidden, is refused', async () => {
    await expect(store.create(scope, '', { tag: '' })).rejects.toMatchObject({ code: 'STORE_TAG' })
    expect(await store.fetchAll(scope)).toEqual([])
  })
})

it('an update of a link that leads out of the folder takes nothing from where it leads, and changes nothing there', async () => {
  const secret = join(outside, 'secret.yaml')
  const text = '# hunter2\ntag: link\nname: x\n'
  await writeFile(secret, text)
  await symlink(secret, join(folder, 'link.yaml'))
  await store.update(scope, 'link', { tag: 'link', name: 'Mine' })
  expect(await readFile(join(folder, 'link.yaml'), 'utf8')).toBe('tag: link\nname: Mine\n')
  expect(await readFile(secret, 'utf8')).toBe(text)
})

it('a deletion that a crash kept from being made is not written down because the file is broken meanwhile', async () => {
  await store.create(scope, 'audit', { tag: 'audit', name: 'Audit' })
  const pending = { tag: 'audit', version: 2, operation: 'delete', at: '2026-01-01T00:00:00.000Z' }
  await writeFile(join(folder, '.history/pending.json'), `${JSON.stringify(pending)}\n`)
  await writeFile(join(folder, 'audit.yaml'), 'tag: audit\nname: [\n')
  await store.create(scope, 'other', { tag: 'other' })
  expect(await store.history(scope, 'audit', { limit: 10 })).toMatchObject([{ version: 1, operation: 'create' }])
})
