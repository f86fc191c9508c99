import { readdirSync, readFileSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'

const skipped = new Set(['node_modules', 'dist', '.cache', '.turbo', 'generated'])

/**
 * @typedef {object} SourceFile
 * @property {string} path relative to the checkout
 * @property {string} text
 */

/**
 * @param {string[]} folders relative to the checkout
 * @param {RegExp} wanted what a file's path has to match
 * @returns {SourceFile[]}
 */
export function sourceFiles(folders, wanted) {
  return folders
    .flatMap((folder) => filesBelow(folder))
    .filter((path) => wanted.test(path))
    .map(readSource)
}

/**
 * @param {string} path
 * @returns {SourceFile}
 */
function readSource(path) {
  return { path, text: readFileSync(inRoot(path), 'utf8') }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return []
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/**
 * The text without block comments and comment lines: their examples are not code.
 *
 * @param {string} text
 */
export function withoutComments(text) {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '')
}
