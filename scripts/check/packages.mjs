import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from '../workspace/pack.mjs'
import { inRoot } from '../workspace/root.mjs'
import { runNode } from '../workspace/run-program.mjs'

/** @returns {Promise<string[]>} what publint and "are the types wrong" say of the tarballs that would be published */
export async function findPackageProblems() {
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-packed-'))
  try {
    /** @type {string[]} */
    const problems = []
    for (const { name, tarball } of await packPackages(folder)) {
      const publint = await runNode([inRoot('node_modules/publint/src/cli.js'), 'run', tarball, '--strict'])
      if (publint.code !== 0) problems.push(`${name}\n${publint.output.trim()}`)
      // Node 10 knew no `exports`; it and resolvers of its age are not served.
      const attw = await runNode([
        inRoot('node_modules/@arethetypeswrong/cli/dist/index.js'),
        tarball,
        '--profile=node16',
        '--format=ascii',
        '--no-color',
        '--no-emoji',
      ])
      if (attw.code !== 0) problems.push(`${name}\n${attw.output.trim()}`)
    }
    return problems
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
