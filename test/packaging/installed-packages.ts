import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from '../../scripts/workspace/pack.mjs'
import { providePnpm } from '../../scripts/workspace/pnpm.mjs'
import { inRoot } from '../../scripts/workspace/root.mjs'
import { runNode } from '../../scripts/workspace/run-program.mjs'

/** A folder outside the checkout in which the packed packages are installed as a user would install them. */
export interface InstalledPackages {
  folder: string
  names: string[]
  /** Writes a file there and runs it with Node. */
  run(file: string, text: string): Promise<void>
  /** Type-checks files there with the compiler of the workspace. */
  compile(files: string[], options: string[]): Promise<void>
  remove(): Promise<void>
}

/** What a user of the packages has besides them, in the very versions of the workspace: pnpm then has them in its store. */
const companions = {
  '@types/node': 'node_modules/@types/node',
  bullmq: 'packages/bullmq/node_modules/bullmq',
  ioredis: 'packages/bullmq/node_modules/ioredis',
  nodemailer: 'packages/providers/node_modules/nodemailer',
  typeorm: 'packages/typeorm/node_modules/typeorm',
  vitest: 'node_modules/vitest',
}

export async function installPackages(): Promise<InstalledPackages> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-user-'))
  const packed = await packPackages(join(folder, 'tarballs'))
  const ours = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  const theirs = Object.entries(companions).map(async ([name, path]) => [name, await versionOf(path)])
  const dependencies = { ...ours, ...Object.fromEntries(await Promise.all(theirs)) }
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies, pnpm: { overrides: ours } }),
  )
  await succeed(folder, [
    await providePnpm(),
    'install',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-frozen-lockfile',
  ])
  return {
    folder,
    names: packed.map(({ name }) => name),
    run: async (file, text) => {
      await writeFile(join(folder, file), text)
      await succeed(folder, [file])
    },
    compile: (files, options) =>
      succeed(folder, [inRoot('node_modules/typescript/bin/tsc'), '--noEmit', '--strict', ...options, ...files]),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

async function versionOf(path: string): Promise<string> {
  return JSON.parse(await readFile(inRoot(`${path}/package.json`), 'utf8')).version
}

async function succeed(folder: string, args: string[]): Promise<void> {
  const { code, output } = await runNode(args, { cwd: folder })
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${output}`)
}
