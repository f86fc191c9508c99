import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { packageFolders, readManifest } from '../workspace/projects.mjs'
import { sourceFiles, withoutComments } from './source-files.mjs'

/**
 * @typedef {object} Import
 * @property {string} path of the file that has it
 * @property {string} specifier
 */

/**
 * Which of our packages a package may import; one that is missing here may import none.
 *
 * @type {Record<string, string[]>}
 */
const directions = {
  core: [],
  sql: ['core'],
  typeorm: ['core', 'sql'],
  prisma: ['core', 'sql'],
  mongoose: ['core'],
  providers: ['core'],
  bullmq: ['core'],
  files: ['core'],
  cli: ['core', 'files'],
  conformance: ['core'],
}

/** Messages compile code and read files, which the edge forbids: they are behind an entry of their own, and nothing else reaches them. */
const messageFolder = 'packages/core/src/message/'
const messageEntry = 'packages/core/src/messages.ts'

/** Where the core may use Node's own modules; everywhere else it has to load at the edge. */
const coreFoldersWithNode = ['packages/core/src/context/', 'packages/core/src/action/', messageFolder]

const specifiers = /(?:\bfrom|\bimport\(|^import|\brequire\(|\brequire\.resolve\()\s*'([^']+)'/gm

/** @returns {Promise<string[]>} a line for each import that goes the wrong way */
export async function findBoundaryProblems() {
  const files = sourceFiles(
    packageFolders().map((folder) => `${folder}/src`),
    /\.ts$/,
  )
  return judgeImports(files, await exportedSpecifiers())
}

/**
 * @param {import('./source-files.mjs').SourceFile[]} files
 * @param {Set<string>} exported what our packages can be imported by
 * @returns {string[]}
 */
export function judgeImports(files, exported) {
  const imports = files.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(specifiers)].map(([, specifier = '']) => ({ path, specifier })),
  )
  const onlyForTests = filesOnlyForTests(imports)
  return imports.flatMap((found) => {
    const problem = judgeImport(found, exported, onlyForTests)
    return problem ? [`${found.path}: '${found.specifier}' ${problem}`] : []
  })
}

/**
 * @param {Import} found
 * @param {Set<string>} exported
 * @param {Set<string>} onlyForTests
 * @returns {string | undefined} what is wrong
 */
function judgeImport({ path, specifier }, exported, onlyForTests) {
  const [, home = ''] = path.split('/')
  if (specifier.startsWith('.')) return judgeRelative(path, targetOf({ path, specifier }), home)
  if (specifier.startsWith('@triggerkit/')) {
    if (!exported.has(specifier)) return 'is no export of a package'
    const [, target = ''] = specifier.split('/')
    const allowed = directions[home] ?? []
    if (allowed.includes(target)) return undefined
    return `goes the wrong way: ${home} may import ${allowed.join(', ') || 'none of our packages'}`
  }
  const isNode = specifier.startsWith('node:') || builtinModules.includes(specifier)
  const mayUseNode =
    home !== 'core' || onlyForTests.has(path) || coreFoldersWithNode.some((folder) => path.startsWith(folder))
  if (!isNode || mayUseNode) return undefined
  return "keeps the core from loading at the edge: Node's modules belong in context/ or an executor in action/"
}

/**
 * @param {string} path
 * @param {string} target
 * @param {string} home the package of both
 * @returns {string | undefined} what is wrong
 */
function judgeRelative(path, target, home) {
  if (!target.startsWith(`packages/${home}/src/`)) return 'leaves src of its package'
  const mayReachMessages = path.startsWith(messageFolder) || path === messageEntry || /\.test(-d)?\.ts$/.test(path)
  if ((!target.startsWith(messageFolder) && target !== messageEntry) || mayReachMessages) return undefined
  return `keeps the core from loading at the edge: messages are reached by ${messageEntry} alone`
}

/**
 * Tests, and the files beside them that nothing but tests imports.
 *
 * @param {Import[]} imports
 */
function filesOnlyForTests(imports) {
  const isTest = (/** @type {string} */ path) => /\.test(-d)?\.ts$/.test(path)
  const shipped = new Set(imports.filter(({ path }) => !isTest(path)).map(targetOf))
  const tested = imports.filter(({ path }) => isTest(path))
  return new Set([...tested.map(({ path }) => path), ...tested.map(targetOf).filter((path) => !shipped.has(path))])
}

/** @param {Import} found */
function targetOf({ path, specifier }) {
  return posix.join(posix.dirname(path), specifier)
}

/** @returns {Promise<Set<string>>} */
async function exportedSpecifiers() {
  const manifests = await Promise.all(packageFolders().map(readManifest))
  return new Set(
    manifests.flatMap(({ name, exports = {} }) => Object.keys(exports).map((subpath) => posix.join(name, subpath))),
  )
}
