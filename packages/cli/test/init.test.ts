import { readdir } from 'node:fs/promises'
import { startMongoServer } from '@triggerkit/mongo-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProject, type Project, root } from './fixture/project.ts'

const minutes = 60_000

describe('triggerkit init in an empty folder', { timeout: 3 * minutes }, () => {
  let project: Project
  beforeEach(async () => {
    project = await createProject()
  })
  afterEach(() => project.remove())

  /** What was written works as it stands. */
  async function expectWorking(env: Record<string, string> = {}): Promise<void> {
    const checked = await project.run(['check', '--json'], env)
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('"error": 0') })
    const health = await project.run(['health', '--json'], env)
    expect(health.code, health.stderr).toBe(0)
    expect(JSON.parse(health.stdout).parts).toEqual([
      { part: 'store', state: 'up' },
      { part: 'outbox', state: 'up' },
    ])
  }

  it('TypeORM, as package.json names it', async () => {
    await project.write('package.json', JSON.stringify({ dependencies: { typeorm: '^1.0.0' } }))
    const { code, answer } = await project.json(['init'])
    expect([code, answer.orm, answer.written]).toEqual([0, 'typeorm', ['triggerkit.config.ts', 'triggers/hello.yaml']])
    await expectWorking()
    const pushed = await project.run(['push'])
    expect(pushed).toMatchObject({ code: 0, stdout: 'created hello (version 1 of the store)\n' })
  })

  it('Mongoose', async () => {
    const server = await startMongoServer()
    try {
      expect(await project.json(['init', '--orm', 'mongoose'])).toMatchObject({ code: 0 })
      await expectWorking({ MONGODB_URI: server.uri })
    } finally {
      await server.close()
    }
  })

  it('Prisma, with its client where it was generated', async () => {
    expect(await project.json(['init', '--orm', 'prisma'])).toMatchObject({ code: 0 })
    const before = await project.run(['check'])
    expect(before).toMatchObject({ code: 3, stderr: expect.stringContaining("'./generated/prisma/client.js'") })
    await project.write('generated/prisma/client.ts', `export * from '${root}test/prisma-7/generated/sqlite/client.ts'`)
    await expectWorking()
  })

  it('a folder without a name is an error of usage', async () => {
    const ended = await project.call(['init', '--orm', 'typeorm', '--folder', ''])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('--folder') })
  })

  it('says which ORMs there are where none is named, and writes nothing', async () => {
    const ended = await project.call(['init'])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('--orm typeorm|prisma|mongoose') })
    expect((await readdir(project.folder)).sort()).toEqual(['node_modules', 'tsconfig.json'])
  })

  it('overwrites nothing, and leaves no half', async () => {
    await project.write('triggers/hello.yaml', 'mine')
    const ended = await project.call(['init', '--orm', 'typeorm'])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('FILE_EXISTS') })
    expect((await readdir(project.folder)).sort()).toEqual(['node_modules', 'triggers', 'tsconfig.json'])
    expect(await project.read('triggers/hello.yaml')).toBe('mine')
    await project.write('triggerkit.config.mjs', '')
    const second = await project.call(['init', '--orm', 'typeorm'])
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('triggerkit.config.mjs') })
  })
})
