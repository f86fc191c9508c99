import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStoreSuite, type StoreBench } from '@triggerkit/conformance'
import { fileStore } from '@triggerkit/files'

for (const format of ['yaml', 'json'] as const)
  runStoreSuite({ name: `fileStore() ${format}`, watches: true, spoils: true, setup: () => setup(format) })

async function setup(format: 'yaml' | 'json'): Promise<StoreBench> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-files-'))
  const open = () => fileStore({ folder, format, scopes: true, pollMs: 100 })
  return {
    store: open(),
    other: open(),
    async clear() {
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder)
    },
    async spoil(_scope, tag) {
      for (const path of await readdir(folder, { recursive: true })) {
        const file = join(folder, path)
        if (path.includes('.history') || !path.endsWith(`${tag}.${format}`)) continue
        if (format === 'yaml') await appendFile(file, '  - : [\n')
        else await writeFile(file, (await readFile(file, 'utf8')).replace('"name":', '"name"'))
      }
      return new RegExp(`${tag}\\.${format}:\\d+:\\d+: `)
    },
    teardown: () => rm(folder, { recursive: true, force: true }),
  }
}
