import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoreError, TriggerStore, UnreadableTrigger } from '@triggerkit/core'
import { isUnreadable } from '@triggerkit/core/adapter'
import { fileStore } from '@triggerkit/files'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const scope = { product: 'shop', database: 'orders' }
let outside: string
let folder: string
let store: TriggerStore
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'triggerkit-files-hostile-'))
  folder = join(outside, 'triggers')
  await mkdir(folder)
  store = fileStore({ folder, pollMs: 50 })
  await writeFile(join(folder, 'good.yaml'), 'tag: good\nname: Good\n')
})
afterEach(() => rm(outside, { recursive: true, force: true }))

/** The one entry beside the good one, which cannot be read. */
async function broken(name: string, text: string): Promise<UnreadableTrigger> {
  await writeFile(join(folder, name), text)
  const entries = await store.fetchAll(scope)
  expect(entries.filter((entry) => !isUnreadable(entry)).map(({ tag }) => tag)).toEqual(['good'])
  const [entry, ...others] = entries.filter(isUnreadable)
  expect(others).toEqual([])
  expect(entry!.problem).toMatchObject({
    code: 'STORE_UNREADABLE',
    message: expect.stringContaining(join(folder, name)),
  })
  return entry!
}

describe('files that are no definition', () => {
  const deep = '['.repeat(20_000)
  const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]\n`)
    .join('')}`
  it.each([
    ['broken YAML', 'x.yaml', 'tag: x\nname: [a\nb: c\n', /x\.yaml:\d+:\d+: /, 'x'],
    ['a tab where none may be', 'x.yaml', 'tag: x\na:\n\tb: 1\n', /x\.yaml:3:\d+: /, 'x'],
    ['a name twice', 'x.yaml', 'tag: x\nname: a\nname: b\n', /x\.yaml:3:1: .*unique/, 'x'],
    ['several documents', 'x.yaml', 'tag: x\n---\ntag: y\n', /Only one definition a file/, 'x'],
    ['nothing', 'x.yaml', '# to do\n', /There is no definition in it/, 'x'],
    ['a list', 'x.yaml', '- tag: x\n', /x\.yaml:1:1: Expected a definition/, 'x'],
    ['a text', 'x.yaml', 'hello', /x\.yaml:1:1: Expected a definition/, 'x'],
    ['not a number', 'x.yaml', 'tag: x\nvalue: .nan\n', /x\.yaml:2:8: JSON has no NaN/, 'x'],
    ['infinity', 'x.yaml', 'tag: x\nvalue: -.inf\n', /x\.yaml:2:8: JSON has no -Infinity/, 'x'],
    ['a tag of its own', 'x.yaml', 'tag: x\nrun: !!js/function "() => 1"\n', /x\.yaml:2:6: .*tag/i, 'x'],
    ['a name that is a list', 'x.yaml', 'tag: x\n? [a, b]\n: 1\n', /x\.yaml:2:3: A name has to be a text/, 'x'],
    ['an alias bomb', 'x.yaml', `tag: x\n${bomb}`, /alias/i, 'x'],
    ['an alias within itself', 'x.yaml', 'tag: x\na: &a [*a]\n', /x\.yaml/, 'x'],
    ['nesting without end', 'x.yaml', `tag: x\na: ${deep}`, /x\.yaml/, 'x'],
    ['broken JSON', 'x.json', '{\n  "tag": "x",\n  "name": \n}', /x\.json:4:1: It is no JSON/, 'x'],
    ['JSON that is no object', 'x.json', '[]', /x\.json:1:1: Expected a definition/, 'x'],
    [
      'a number beyond the largest',
      'x.json',
      '{ "tag": "x", "a": 1e400 }',
      /x\.json: It is no JSON: the number of "a" is too large/,
      'x',
    ],
    ['a tag that is no text', 'x.yaml', 'tag: [x]\n', /Its `tag` has to be a text/, 'x'],
    [
      'more than a definition has',
      'x.yaml',
      `tag: x\nname: ${'x'.repeat(1_100_000)}\n`,
      /bytes, and a definition at most/,
      'x',
    ],
  ])('%s is told with file and line, and hides nothing else', async (_what, name, text, message, tag) => {
    const entry = await broken(name, text)
    expect(entry.problem.message).toMatch(message)
    expect(entry.tag).toBe(tag)
    expect((entry.problem as StoreError).data).toMatchObject({ file: join(folder, name) })
    expect(await readFile(join(folder, name), 'utf8')).toBe(text)
  })

  it('one tag in two files is told of with both, and not changed', async () => {
    await writeFile(join(folder, 'a.yaml'), 'tag: twice\nname: A\n')
    await mkdir(join(folder, 'sub'))
    const entry = await broken('sub/b.yaml', 'tag: twice\nname: B\n').catch(() => undefined)
    const [found] = (await store.fetchAll(scope)).filter(isUnreadable)
    expect(entry?.tag ?? found!.tag).toBe('twice')
    expect(found!.problem.message).toMatch(/a\.yaml: The tag "twice" is in .*sub.b\.yaml as well/)
    for (const change of [store.fetch(scope, 'twice'), store.update(scope, 'twice', {}), store.delete(scope, 'twice')])
      await expect(change).rejects.toMatchObject({ code: 'STORE_UNREADABLE' })
    expect(await readFile(join(folder, 'a.yaml'), 'utf8')).toBe('tag: twice\nname: A\n')
  })

  it('a link that leads out of the folder is not read', async () => {
    await writeFile(join(outside, 'secret.yaml'), 'tag: secret\npassword: hunter2\n')
    await symlink(join(outside, 'secret.yaml'), join(folder, 'link.yaml'))
    await symlink(outside, join(folder, 'up'))
    const [entry] = (await store.fetchAll(scope)).filter(isUnreadable)
    expect(entry).toMatchObject({ tag: 'link' })
    expect(entry!.problem.message).toMatch(/link\.yaml: It is a link that leads out of the folder/)
    expect(JSON.stringify(await store.fetchAll(scope))).not.toContain('hunter2')
  })

  it('a byte order mark, hidden files and other files are passed over', async () => {
    await writeFile(join(folder, 'bom.yaml'), '\uFEFFtag: bom\n')
    await writeFile(join(folder, '.hidden.yaml'), ': broken [')
    await writeFile(join(folder, 'README.md'), '# read me')
    expect((await store.fetchAll(scope)).map(({ tag }) => tag).sort()).toEqual(['bom', 'good'])
  })

  it('texts that YAML might take for something else stay texts', async () => {
    const odd = {
      tag: 'odd',
      texts: ['yes', '0x10', '1e3', '12:30', '2020-01-01', '~', '', ' a', 'a: b', '# a', '\u0000'],
    }
    await store.create(scope, 'odd', odd)
    expect(await store.fetch(scope, 'odd')).toMatchObject({ definition: odd })
  })
})

describe('the folder', () => {
  it('that is not there is an error, and not an empty set', async () => {
    const missing = fileStore({ folder: join(outside, 'nowhere') })
    await expect(missing.fetchAll(scope)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(missing.watch!(scope, { changed: () => undefined, failed: () => undefined })).rejects.toThrow(
      /nowhere/,
    )
    await missing.create(scope, 'a', { tag: 'a' })
    expect(await missing.fetchAll(scope)).toHaveLength(1)
  })

  it('that goes while it is watched is told of once, and its return as a change', async () => {
    const told: string[] = []
    const end = await store.watch!(scope, { changed: () => told.push('changed'), failed: () => told.push('failed') })
    await rm(folder, { recursive: true })
    await expect.poll(() => told.includes('failed'), { timeout: 5_000 }).toBe(true)
    told.length = 0
    await mkdir(folder)
    await writeFile(join(folder, 'new.yaml'), 'tag: new\n')
    await expect.poll(() => told.includes('changed'), { timeout: 10_000 }).toBe(true)
    expect(told).not.toContain('failed')
    await end()
  })

  it('whose history of one tag is damaged, also by a change that was cut short, takes changes of all others', async () => {
    await store.create(scope, 'torn', { tag: 'torn' })
    const history = join(folder, '.history', 'torn.jsonl')
    await writeFile(history, `no JSON\n${await readFile(history, 'utf8')}`)
    const pending = { tag: 'torn', operation: 'update', version: 2, at: '2026-01-01T00:00:00.000Z', by: 'ann' }
    await writeFile(join(folder, 'torn.yaml'), 'tag: torn\nname: New\n')
    await writeFile(
      join(folder, '.history', 'pending.json'),
      `${JSON.stringify({ ...pending, definition: { tag: 'torn', name: 'New' } })}\n`,
    )
    await store.update(scope, 'good', { tag: 'good', name: 'Better' })
    await expect(store.update(scope, 'torn', { tag: 'torn' })).rejects.toMatchObject({
      code: 'STORE_UNREADABLE',
      message: expect.stringContaining(`${history}:1`),
    })
    await writeFile(history, (await readFile(history, 'utf8')).replace('no JSON\n', ''))
    expect(await store.history(scope, 'torn', { limit: 9 })).toMatchObject([{ version: 2, by: 'ann' }, { version: 1 }])
  })

  it('refuses a definition under a tag that is not its own', async () => {
    await expect(store.create(scope, 'a', { tag: 'b' })).rejects.toMatchObject({ code: 'STORE_TAG' })
    await expect(store.update(scope, 'good', { tag: 'b' })).rejects.toMatchObject({ code: 'STORE_TAG' })
    expect(await store.fetchAll(scope)).toHaveLength(1)
  })

  it('says all that is wrong with its options at once', () => {
    const wrong = { folder: '', format: 'toml', scopes: 1, pollMs: 0, colour: 'red' }
    expect(() => fileStore(wrong as never)).toThrow(/"colour".*folder: .*format: .*scopes: .*pollMs: /)
    expect(() => fileStore(undefined as never)).toThrow(/expected an object with `folder`/)
  })
})
