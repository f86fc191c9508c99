import { loadSource } from './load-source.mjs'

const source = 'packages/core/src/ductape/ductape-actions.ts'

/**
 * docs/ductape.md with the table of calls that the code works by.
 *
 * @param {string} text of the page as it is
 */
export async function ductapePage(text) {
  /** @type {{ ductapeActions: Readonly<Record<string, import('../../packages/core/src/ductape/ductape-call.ts').DuctapeAction>> }} */
  const { ductapeActions } = await loadSource(source)
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
