import { readFileSync } from 'node:fs'
import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inRoot } from '../../scripts/workspace/root.mjs'
import { type InstalledPackages, installPackages } from './installed-packages.ts'

/** Each can be loaded without the client that it needs: that one is loaded at its first call. */
function providerEntries(): string[] {
  const { exports } = JSON.parse(readFileSync(inRoot('packages/providers/package.json'), 'utf8')) as { exports: object }
  return Object.keys(exports)
    .filter((name) => name !== './package.json')
    .map((name) => `@triggerkit/providers/${name.slice(2)}`)
}

const entries = [
  '@triggerkit/bullmq',
  '@triggerkit/cli',
  '@triggerkit/core',
  '@triggerkit/core/adapter',
  '@triggerkit/core/messages',
  '@triggerkit/core/testing',
  '@triggerkit/files',
  '@triggerkit/prisma',
  '@triggerkit/sql',
  '@triggerkit/typeorm',
  ...providerEntries(),
  '@triggerkit/conformance/service',
]
const minutes = 60_000

describe('the packages as a user installs them', () => {
  let installed: InstalledPackages

  beforeAll(async () => {
    installed = await installPackages()
  }, 5 * minutes)
  afterAll(() => installed?.remove())

  it('hold what is built, its manifest, the licence, a page about it, and nothing else', async () => {
    for (const name of installed.names) {
      const files = await readdir(join(installed.folder, 'node_modules', name))
      expect(files.filter((file) => file !== 'node_modules').sort(), name).toEqual([
        'LICENSE',
        'README.md',
        'dist',
        'package.json',
      ])
    }
  })

  it.each([...entries, '@triggerkit/conformance'])('%s can be imported', async (entry) => {
    await installed.run(
      'import.mjs',
      `if (Object.keys(await import('${entry}')).length === 0) throw new Error('exports nothing')`,
    )
  })

  it.each(entries)('%s can be required', async (entry) => {
    await installed.run(
      'require.cjs',
      `if (Object.keys(require('${entry}')).length === 0) throw new Error('exports nothing')`,
    )
  })

  it("the JSON Schema of definitions is there, by its package's name", async () => {
    await installed.run(
      'schema.cjs',
      `if (require('@triggerkit/core/schema.json').title !== 'Triggerkit trigger') throw new Error('no schema')`,
    )
  })

  it('the suites of @triggerkit/conformance cannot be required, because Vitest cannot: Vitest says so', async () => {
    await expect(installed.run('require-vitest.cjs', `require('@triggerkit/conformance')`)).rejects.toThrow(
      'Vitest cannot be imported in a CommonJS module',
    )
  })

  it.each([
    { resolution: 'node16', module: 'node16' },
    { resolution: 'bundler', module: 'preserve' },
  ])(
    "a user's file compiles with moduleResolution $resolution",
    async ({ resolution, module }) => {
      const files = ['user.mts', 'user.cts']
      for (const file of files)
        await copyFile(new URL('fixture/user-file.ts', import.meta.url), join(installed.folder, file))
      await installed.compile(files, [
        '--target',
        'es2022',
        '--skipLibCheck',
        '--module',
        module,
        '--moduleResolution',
        resolution,
      ])
    },
    minutes,
  )

  it('R46 both builds of the core send HTTP requests, and refuse those that a stored definition may not send', async () => {
    await copyFile(new URL('fixture/http-request.mjs', import.meta.url), join(installed.folder, 'http-request.mjs'))
    await installed.run('start-http.mjs', `import './http-request.mjs'`)
  })

  it('a queued action is kept and run, and the outbox of SQL databases has its migrations', async () => {
    await copyFile(new URL('fixture/queued-action.mjs', import.meta.url), join(installed.folder, 'queued-action.mjs'))
    await installed.run('start-queue.mjs', `import './queued-action.mjs'`)
  })

  it('npx triggerkit works, with a config of ES modules in TypeScript and with one of CommonJS', async () => {
    await copyFile(new URL('fixture/command-line.mjs', import.meta.url), join(installed.folder, 'command-line.mjs'))
    await installed.run('start-command-line.mjs', `import './command-line.mjs'`)
  })

  it("two copies of the core in one process share the default engine and recognise each other's errors", async () => {
    await copyFile(new URL('fixture/two-copies.mjs', import.meta.url), join(installed.folder, 'two-copies.mjs'))
    await installed.run('start.mjs', `import './two-copies.mjs'`)
  })
})
