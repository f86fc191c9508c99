import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TriggerStore } from '@triggerkit/core'
import { isUnreadable } from '@triggerkit/core/adapter'
import { fileStore } from '@triggerkit/files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const scope = { product: 'shop', database: 'orders' }
let folder: string
let store: TriggerStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-elsewhere-'))
  store = fileStore({ folder })
  await writeFile(join(folder, 'good.yaml'), 'tag: good\n')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** `good` for a definition, `!x` for what cannot be read. */
async function tags(): Promise<string[]> {
  return (await store.fetchAll(scope)).map((entry) => (isUnreadable(entry) ? `!${entry.tag}` : entry.tag)).sort()
}

describe('links', () => {
  it('to a folder above do not show each definition again and again', async () => {
    await mkdir(join(folder, 'sales'))
    await writeFile(join(folder, 'sales/audit.yaml'), 'tag: audit\n')
    await symlink('..', join(folder, 'sales/up'))
    await symlink('sales', join(folder, 'also'))
    expect(await tags()).toEqual(['audit', 'good'])
  })

  it('to a hidden file in the folder are read, as Kubernetes mounts a ConfigMap', async () => {
    await mkdir(join(folder, '..2026'))
    await symlink('..2026', join(folder, '..data'))
    await writeFile(join(folder, '..2026/audit.yaml'), 'tag: audit\n')
    await symlink('..data/audit.yaml', join(folder, 'audit.yaml'))
    expect(await tags()).toEqual(['audit', 'good'])
  })

  it('to nothing, and to themselves, hide nothing else', async () => {
    await symlink('gone.yaml', join(folder, 'nothing.yaml'))
    await symlink('self.yaml', join(folder, 'self.yaml'))
    expect(await tags()).toEqual(['!nothing', '!self', 'good'])
  })
})

it('a deep folder is read like any other', async () => {
  const deep = join(folder, ...Array<string>(30).fill('d'))
  await mkdir(deep, { recursive: true })
  await writeFile(join(deep, 'audit.yaml'), 'tag: audit\n')
  expect(await tags()).toEqual(['audit', 'good'])
})

it('a file in another encoding is told of, and not damaged', async () => {
  for (const [name, encoding] of [
    ['latin', 'latin1'],
    ['wide', 'utf16le'],
  ] as const)
    await writeFile(join(folder, `${name}.yaml`), Buffer.from(`\uFEFFtag: ${name}\nname: caf\u00E9\n`, encoding))
  expect(await tags()).toEqual(['!latin', '!wide', 'good'])
  for (const tag of ['latin', 'wide'])
    await expect(store.fetch(scope, tag)).rejects.toMatchObject({
      code: 'STORE_UNREADABLE',
      message: expect.stringMatching(/\.yaml: It is not written in UTF-8/),
    })
})
