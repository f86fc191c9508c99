import { install } from './install.mjs'
import { inRoot } from './root.mjs'
import { runNode } from './run-program.mjs'

/** A build that takes longer than this has something to build. */
const cacheMs = 1500

/**
 * Installs and builds; what has not changed since its last build is taken from turbo's cache.
 *
 * @param {string[]} [filters] names of projects, with what they depend on; all when none is given
 */
export async function build(filters = []) {
  await install()
  const args = [
    'run',
    'build',
    '--output-logs=errors-only',
    '--log-prefix=none',
    '--cache-dir=.cache/turbo',
    '--no-update-notifier',
  ]
  const notice = setTimeout(() => console.log('Building the packages …'), cacheMs)
  const { code, output } = await runNode(
    [inRoot('node_modules/turbo/bin/turbo'), ...args, ...filters.map((filter) => `--filter=${filter}`)],
    { env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' } },
  )
  clearTimeout(notice)
  if (code !== 0) throw new Error(`the build failed:\n${output}`)
}
