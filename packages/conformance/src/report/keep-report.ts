import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WritePathHarness } from '../harness.ts'
import type { WritePath } from '../write-path.ts'
import type { PathReport, PathResults } from './path-results.ts'
import { writePathsPage } from './write-paths-page.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..')
const DIRECTORY = join(ROOT, 'node_modules/.cache/triggerkit/write-paths')
const PAGE = join(ROOT, 'docs/write-paths.md')

/** Keeps what a run came to; with `UPDATE_WRITE_PATHS` set, writes `docs/write-paths.md` of all that was kept. */
export async function keepReport<Client>(harness: WritePathHarness<Client>, results: PathResults): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true })
  const file = `${harness.name.replaceAll(/[^\w.-]+/g, '-')}.json`
  await writeFile(join(DIRECTORY, file), `${JSON.stringify(toReport(harness, results), undefined, 2)}\n`)
  if (process.env.UPDATE_WRITE_PATHS) await writeFile(PAGE, writePathsPage(await keptReports()))
}

/** What the committed page says, for a run to be held against. */
export function readPage(): Promise<string> {
  return readFile(PAGE, 'utf8')
}

export function toReport<Client>(harness: WritePathHarness<Client>, results: PathResults): PathReport {
  const { orm, version, database } = harness
  return { orm, version, database, rows: results.rows(), holes: holesOf(harness) }
}

async function keptReports(): Promise<PathReport[]> {
  const files = (await readdir(DIRECTORY)).filter((file) => file.endsWith('.json')).sort()
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(DIRECTORY, file), 'utf8')) as PathReport))
}

function holesOf<Client>(harness: WritePathHarness<Client>): PathReport['holes'] {
  return (Object.keys(harness.support) as WritePath[]).flatMap((path) => {
    const support = harness.support[path]
    return typeof support === 'object' ? [{ path, reason: support.none, remedy: support.remedy }] : []
  })
}
