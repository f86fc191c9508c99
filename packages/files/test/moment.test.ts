import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { fileStore } from '@triggerkit/files'
import { afterEach, beforeEach, expect, it } from 'vitest'

const scope = { product: 'shop', database: 'orders' }
const tags = ['a', 'b', 'c', 'd', 'e', 'f']
let outside: string
let folder: string
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'triggerkit-files-moment-'))
  folder = join(outside, 'triggers')
  await fill(folder)
})
afterEach(() => rm(outside, { recursive: true, force: true }))

async function fill(path: string): Promise<void> {
  await mkdir(join(path, 'sub'), { recursive: true })
  for (const tag of tags) await writeFile(join(path, 'sub', `${tag}.yaml`), `tag: ${tag}\n`)
}

it('a folder that goes while it is read is an error, or was read before: never a part of it', async () => {
  for (let turns = 0; turns < 60; turns++) {
    const store = fileStore({ folder })
    const reading = store.fetchAll(scope).then(
      (all) => all.map(({ tag }) => tag).sort(),
      (error: unknown) => (error as { code?: string }).code,
    )
    for (let left = turns; left > 0; left--) await turn()
    await rename(folder, join(outside, `gone-${turns}`))
    expect([tags, 'STORE_UNREACHABLE']).toContainEqual(await reading)
    await rename(join(outside, `gone-${turns}`), folder)
  }
})

it('a file that is moved while the folder is read is there, once', async () => {
  await mkdir(join(folder, 'a-first'))
  const places = [join(folder, 'sub/f.yaml'), join(folder, 'a-first/f.yaml')]
  for (let turns = 0; turns < 60; turns++) {
    const reading = fileStore({ folder }).fetchAll(scope)
    for (let left = turns; left > 0; left--) await turn()
    await rename(places[turns % 2]!, places[(turns + 1) % 2]!)
    const all = await reading
    expect(all.map(({ tag }) => tag).sort()).toEqual(tags)
    expect(all.filter((entry) => 'problem' in entry)).toEqual([])
  }
})
