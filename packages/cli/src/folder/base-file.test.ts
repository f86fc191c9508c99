import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CliError } from '../exit/cli-error.ts'
import { baseFileName, readBase, writeBase } from './base-file.ts'

describe('the base file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triggerkit-base-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('keeps every tag, also __proto__, and leaves nothing beside it', async () => {
    const base = new Map([
      ['b', { version: 2, digest: 'x' }],
      ['__proto__', { version: 1, digest: 'y' }],
    ])
    await writeBase(folder, { base }, 'x')
    expect(await readBase(folder)).toEqual({ base })
    expect(await readdir(folder)).toEqual([baseFileName])
  })

  it('is empty where there is none', async () => {
    expect(await readBase(join(folder, 'nowhere'))).toEqual({ base: new Map() })
  })

  it.each([
    ['{', /is no JSON/],
    ['null', /has format undefined/],
    ['{"format":2}', /has format 2, and 1 is known/],
    ['{"format":1,"triggers":{"a":{"version":"1"},"b":null}}', /no version and digest of "a", "b"/],
  ])('that is damaged (%s) is an error with its path', async (text, says) => {
    await writeFile(join(folder, baseFileName), text)
    const error = await readBase(folder).catch((thrown: unknown) => thrown)
    expect(CliError.isInstance(error) && error).toMatchObject({ code: 'FOLDER_INVALID', exitCode: 1 })
    expect((error as Error).message).toMatch(says)
    expect((error as Error).message).toContain(join(folder, baseFileName))
  })
})
