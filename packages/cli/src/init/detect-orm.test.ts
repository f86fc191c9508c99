import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { detectOrm } from './detect-orm.ts'

describe('detectOrm', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triggerkit-orm-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it.each([
    [{ dependencies: { typeorm: '1' } }, 'typeorm'],
    [{ dependencies: { '@prisma/client': '7' }, devDependencies: { prisma: '7' } }, 'prisma'],
    [{ devDependencies: { mongoose: '9' } }, 'mongoose'],
  ])('%j has one', async (manifest, orm) => {
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    expect(await detectOrm(folder)).toBe(orm)
  })

  it('none and several have to be said', async () => {
    await expect(detectOrm(folder)).rejects.toThrow(/names no ORM: say which one it is, with --orm/)
    await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { typeorm: '1', mongoose: '9' } }))
    await expect(detectOrm(folder)).rejects.toThrow(/names typeorm and mongoose/)
  })

  it('a package.json that is no JSON is an error with its path', async () => {
    await writeFile(join(folder, 'package.json'), '{')
    await expect(detectOrm(folder)).rejects.toThrow(join(folder, 'package.json'))
  })
})
