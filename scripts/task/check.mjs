import { findBoundaryProblems } from '../check/boundaries.mjs'
import { findErrorCodeProblems } from '../check/error-codes.mjs'
import { findGuaranteeProblems } from '../check/guarantees.mjs'
import { findLongFiles } from '../check/lengths.mjs'
import { findPackageProblems } from '../check/packages.mjs'
import { findStalePages } from '../docs/generated-pages.mjs'
import { install } from '../workspace/install.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<string[]>} problems what is wrong, in lines or larger pieces; nothing when all is well
 */

/** @type {Check[]} */
const checks = [
  {
    name: 'lint and format',
    problems: () => program('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off'),
  },
  { name: 'types', problems: () => program('typescript/bin/tsc', '--project', 'tsconfig.json') },
  {
    name: 'types of what uses generated clients',
    problems: () => program('typescript/bin/tsc', '--project', 'tsconfig.prisma.json'),
  },
  { name: 'types of scripts', problems: () => program('typescript/bin/tsc', '--project', 'tsconfig.scripts.json') },
  { name: 'directions of imports', problems: findBoundaryProblems },
  { name: 'file lengths', problems: longFiles },
  { name: 'guarantees page', problems: findGuaranteeProblems },
  { name: 'error codes', problems: findErrorCodeProblems },
  { name: 'generated pages', problems: findStalePages },
  { name: 'unused code', problems: () => program('knip/bin/knip.js', '--no-progress') },
  { name: 'packages', problems: findPackageProblems },
]

/**
 * @param {string[]} args words that the name of a check has to contain; all checks when there is none
 * @returns {Promise<number>}
 */
export async function run(args) {
  await install()
  let failed = 0
  for (const { name, problems } of checks.filter((check) => args.every((word) => check.name.includes(word)))) {
    const began = Date.now()
    const found = await problems().catch((error) => [String(error)])
    if (found.length > 0) failed += 1
    console.log(`${found.length > 0 ? 'FAILED' : 'ok    '} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
    for (const problem of found) console.log(problem.replace(/^/gm, '         '))
  }
  return failed === 0 ? 0 : 1
}

/**
 * @param {string} path of a JavaScript program below node_modules
 * @param {string[]} args
 */
async function program(path, ...args) {
  const { code, output } = await runNode([inRoot(`node_modules/${path}`), ...args])
  return code === 0 ? [] : [output.trim()]
}

async function longFiles() {
  const { problems, warnings } = findLongFiles()
  for (const warning of warnings) console.log(`warning: ${warning}`)
  return problems
}
