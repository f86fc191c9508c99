import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { packageFolders, readManifest } from '../workspace/projects.mjs'
import { sourceFiles, withoutComments } from './source-files.mjs'

/**
 * Which of our packages a package may import, as DESIGN has the directions; a package that is missing here may import none. A cycle cannot be
 * written down: each line names only lines above it.
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
  cli: ['core'],
  conformance: ['core'],
}

/** Where the core may use Node's own modules; everywhere else it has to load at the edge. */
const coreFoldersWithNode = ['packages/core/src/context/', 'packages/core/src/action/']

const specifiers = /(?:\bfrom|\bimport\(|^import|\brequire\(|\brequire\.resolve\()\s*'([^']+)'/gm

/** @returns {Promise<string[]>} a line for each import that goes the wrong way */
export async function findBoundaryProblems() {
  return judgeImports(sourceFiles(packageFolders().map((folder) => `${folder}/src`), /\.ts$/), await exportedSpecifiers())
}

/**
 * @param {import('./source-files.mjs').SourceFile[]} files
 * @param {Set<string>} exported what our packages can be imported by
 * @returns {string[]}
 */
export function judgeImports(files, exported) {
  return files.flatMap(({ path, text }) =>
    [...withoutComments(text).matchAll(specifiers)].flatMap(([, specifier = '']) => {
      const problem = judgeImport(path, specifier, exported)
      return problem ? [`${path}: '${specifier}' ${problem}`] : []
    }),
  )
}

/**
 * @param {string} path
 * @param {string} specifier
 * @param {Set<string>} exported
 * @returns {string | undefined} what is wrong
 */
function judgeImport(path, specifier, exported) {
  const [, home = ''] = path.split('/')
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier)
    return target.startsWith(`packages/${home}/src/`) ? undefined : 'leaves src of its package'
  }
  if (specifier.startsWith('@triggerkit/')) {
    if (!exported.has(specifier)) return 'is no export of a package'
    const [, target = ''] = specifier.split('/')
    return directions[home]?.includes(target) ? undefined : `goes the wrong way: ${home} may import ${directions[home]?.join(', ') || 'none of our packages'}`
  }
  const isNode = specifier.startsWith('node:') || builtinModules.includes(specifier)
  if (home === 'core' && isNode && !path.endsWith('.test.ts') && !coreFoldersWithNode.some((folder) => path.startsWith(folder))) {
    return 'keeps the core from loading at the edge: Node\'s modules belong in context/ or an executor in action/'
  }
  return undefined
}

/** @returns {Promise<Set<string>>} */
async function exportedSpecifiers() {
  const manifests = await Promise.all(packageFolders().map(readManifest))
  return new Set(manifests.flatMap(({ name, exports = {} }) => Object.keys(exports).map((subpath) => posix.join(name, subpath))))
}
