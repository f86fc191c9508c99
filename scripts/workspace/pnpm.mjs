import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { inRoot } from './root.mjs'
import { runNode, runProgram } from './run-program.mjs'

/**
 * The pnpm that `packageManager` in package.json pins, kept inside the checkout; npm fetches it, and proves its integrity, when it is not
 * there yet.
 *
 * @returns {Promise<string>} its program, to be run by Node
 */
export async function providePnpm() {
  const { packageManager } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'))
  const folder = inRoot(`.cache/${packageManager}`)
  const program = `${folder}/node_modules/pnpm/bin/pnpm.cjs`
  if (!existsSync(program)) await fetchPnpm(packageManager, folder)
  return program
}

/**
 * For programs that call `pnpm` by name.
 *
 * @param {string} program from `providePnpm`
 */
export function pathWithPnpm(program) {
  return `${join(program, '../../../.bin')}${delimiter}${process.env.PATH ?? ''}`
}

/**
 * @param {string} specifier such as pnpm@10.0.0
 * @param {string} folder
 */
async function fetchPnpm(specifier, folder) {
  console.log(`Fetching ${specifier} …`)
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/package.json`, '{ "private": true }\n')
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', specifier]
  const npm = process.env.npm_execpath
  const result = npm?.endsWith('npm-cli.js') ? await runNode([npm, ...args]) : await runProgram('npm', args)
  if (result.code !== 0)
    throw new Error(`npm could not fetch ${specifier}. Is the npm registry reachable?\n${result.output}`)
}
