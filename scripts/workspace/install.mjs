import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { installLog } from './install-log.mjs'
import { pathWithPnpm, providePnpm } from './pnpm.mjs'
import { generatePrismaClients } from './prisma-clients.mjs'
import { projectFolders } from './projects.mjs'
import { inRoot } from './root.mjs'
import { runNode } from './run-program.mjs'

const stamp = inRoot('node_modules/.triggerkit-installed')

/** Installs what the lockfile says, and generates the Prisma clients of the tests, unless exactly that is already there. Programs started later find `pnpm`. */
export async function install() {
  const pnpm = await providePnpm()
  process.env.PATH = pathWithPnpm(pnpm)
  await installPackages(pnpm)
  await generatePrismaClients()
}

/** @param {string} pnpm */
async function installPackages(pnpm) {
  const state = await wantedState()
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === state) return
  console.log('Installing from the lockfile …')
  const log = installLog()
  const args = [pnpm, 'install', '--frozen-lockfile', '--reporter=append-only']
  const { code } = await runNode(args, { onLine: log.line, env: { CI: '1', ...nodeHeaders() } })
  log.end()
  if (code !== 0) throw new Error(`pnpm could not install:\n${log.tail()}`)
  await writeFile(stamp, state)
}

/** Everything that decides what is installed. Native modules are compiled for one version of Node. */
async function wantedState() {
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...projectFolders().map((folder) => `${folder}/package.json`),
  ]
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`)
  for (const file of files) hash.update(file).update(await readFile(inRoot(file)))
  return hash.digest('hex')
}

/** Where Node was installed together with its headers, compiling a native module need not download them. */
function nodeHeaders() {
  const folder = join(dirname(process.execPath), '..')
  const known =
    process.env.npm_config_nodedir !== undefined || !existsSync(join(folder, 'include', 'node', 'node_version.h'))
  return known ? {} : { npm_config_nodedir: folder }
}
