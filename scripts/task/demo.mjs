import { existsSync, readdirSync } from 'node:fs'
import { build } from '../workspace/build.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args the name of an example, which is the shop where none is given; the rest is for the example
 * @returns {Promise<number>}
 */
export async function run(args) {
  const [name, rest] = args[0] && !args[0].startsWith('-') ? [args[0], args.slice(1)] : ['shop', args]
  const examples = readdirSync(inRoot('examples')).filter((each) => existsSync(inRoot(`examples/${each}/package.json`)))
  if (!examples.includes(name)) throw new Error(`There is no example "${name}"; there are ${examples.join(', ')}`)
  await build([`@triggerkit/example-${name}`])
  const cwd = inRoot(`examples/${name}`)
  return (await runNode([`${cwd}/node_modules/tsx/dist/cli.mjs`, 'src/main.ts', ...rest], { cwd, show: true })).code
}
