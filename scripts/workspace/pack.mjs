import { mkdir } from 'node:fs/promises'
import { build } from './build.mjs'
import { providePnpm } from './pnpm.mjs'
import { packageFolders, readManifest } from './projects.mjs'
import { inRoot } from './root.mjs'
import { runNode } from './run-program.mjs'

/**
 * @typedef {object} PackedPackage
 * @property {string} name
 * @property {string} tarball what `npm publish` would send
 */

/**
 * Builds every package and packs it.
 *
 * @param {string} folder where the tarballs go
 * @returns {Promise<PackedPackage[]>}
 */
export async function packPackages(folder) {
  await build(['./packages/*'])
  await mkdir(folder, { recursive: true })
  const pnpm = await providePnpm()
  return Promise.all(
    packageFolders().map(async (path) => {
      const { name, version } = await readManifest(path)
      const { code, output } = await runNode([pnpm, 'pack', '--pack-destination', folder], { cwd: inRoot(path) })
      if (code !== 0) throw new Error(`${name} cannot be packed:\n${output}`)
      return { name, tarball: `${folder}/${name.replace('@', '').replace('/', '-')}-${version}.tgz` }
    }),
  )
}
