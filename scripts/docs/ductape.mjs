import { readFileSync, writeFileSync } from 'node:fs'
import { tsImport } from 'tsx/esm/api'
import { inRoot } from '../workspace/root.mjs'

const page = 'docs/ductape.md'
const source = 'packages/core/src/ductape/ductape-actions.ts'

/**
 * Whether the page's table says what the code's does.
 *
 * @returns {Promise<string[]>}
 */
export async function findDuctapeProblems() {
  const text = readFileSync(inRoot(page), 'utf8')
  return text === (await withTable(text)) ? [] : [`${page} does not say what ${source} does. Run "npm run docs".`]
}

/** Writes the table into the page. */
export async function writeDuctapePage() {
  const text = readFileSync(inRoot(page), 'utf8')
  writeFileSync(inRoot(page), await withTable(text))
}

/** @param {string} text */
async function withTable(text) {
  /** @type {{ ductapeActions: Readonly<Record<string, import('../../packages/core/src/ductape/ductape-call.ts').DuctapeAction>> }} */
  const { ductapeActions } = await tsImport(`../../${source}`, import.meta.url)
  const rows = Object.entries(ductapeActions).flatMap(([type, { calls }]) =>
    calls.map((call, index) => `| ${index === 0 ? `\`${type}\`` : ''} | ${describe(call)} |`),
  )
  const table = ['| action | call |', '| --- | --- |', ...rows].join('\n')
  return text.replace(/^\| action \| call \|$(?:\n\|.*$)+/m, () => table)
}

/**
 * @param {import('../../packages/core/src/ductape/ductape-call.ts').DuctapeCall} call
 * @returns {string}
 */
function describe({ path, argument, next, eachKey }) {
  const own = `\`${path}(${format(argument)})\``
  if (next !== undefined) return `${own}, then ${describe(next)}`
  return eachKey === undefined ? own : `${own} page by page, then ${describe(eachKey)} for each key that matches`
}

/**
 * @param {unknown} value
 * @returns {string} as in JavaScript, values of the action by their names
 */
function format(value) {
  const name = typeof value === 'string' ? /^\{\{(.*)\}\}$/.exec(value)?.[1] : undefined
  if (name !== undefined) return name
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? `'${value}'` : String(value)
  const members = Object.entries(value).map(([key, member]) =>
    format(member) === key ? key : `${key}: ${format(member)}`,
  )
  return `{ ${members.join(', ')} }`
}
