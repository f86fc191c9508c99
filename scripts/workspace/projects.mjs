import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { inRoot } from './root.mjs'

/**
 * @typedef {object} Manifest what is read of a package.json
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/**
 * The folders of the workspace's projects, as pnpm-workspace.yaml has them.
 *
 * @returns {string[]} relative to the checkout
 */
export function projectFolders() {
  const grouped = ['packages', 'examples'].flatMap((group) =>
    readdirSync(inRoot(group)).map((name) => `${group}/${name}`),
  )
  const fixtures = readdirSync(inRoot('test'))
    .filter((name) => name.startsWith('prisma-'))
    .map((name) => `test/${name}`)
  return [...grouped, 'bench', 'test', ...fixtures].filter((folder) => existsSync(inRoot(`${folder}/package.json`)))
}

/** @returns {string[]} those that are published */
export function packageFolders() {
  return projectFolders().filter((folder) => folder.startsWith('packages/'))
}

/**
 * @param {string} folder
 * @returns {Promise<Manifest>}
 */
export async function readManifest(folder) {
  return JSON.parse(await readFile(inRoot(`${folder}/package.json`), 'utf8'))
}
