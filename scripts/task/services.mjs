import { runProgram } from '../workspace/run-program.mjs'

/**
 * @param {string[]} args for `docker compose`, instead of starting everything: `npm run services -- down`
 * @returns {Promise<number>}
 */
export async function run(args) {
  await assertCompose()
  const wanted = args.length > 0 ? args : ['up', '--detach', '--wait']
  return (await runProgram('docker', ['compose', ...wanted], { show: true })).code
}

async function assertCompose() {
  const found = await runProgram('docker', ['compose', 'version']).catch(() => ({ code: 1 }))
  if (found.code !== 0) {
    throw new Error(
      'Docker with its compose plugin was not found. Install it, or start the servers yourself: compose.yaml has their ports.',
    )
  }
}
