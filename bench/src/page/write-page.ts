import { writeFile } from 'node:fs/promises'

export interface BenchPage {
  /** Rows as Markdown. */
  table: string
  machine: readonly string[]
  /** The run had fewer rounds and rows. */
  quick: boolean
}

export type PageName = 'writes' | 'queue' | 'providers'

/** From `bench/dist`. */
const pages: Record<PageName, { url: URL; title: string }> = {
  writes: { url: new URL('../../docs/benchmarks.md', import.meta.url), title: 'Benchmarks' },
  queue: { url: new URL('../../docs/benchmarks-queue.md', import.meta.url), title: 'Benchmarks of the queue' },
  providers: {
    url: new URL('../../docs/benchmarks-providers.md', import.meta.url),
    title: 'Benchmarks of providers',
  },
}

/** Writes a page of the docs anew. */
export async function writePage(name: PageName, { table, machine, quick }: BenchPage): Promise<void> {
  const page = pages[name]
  const day = new Date().toISOString().slice(0, 10)
  const command = `npm run bench -- ${quick ? '--quick ' : ''}--write ${name}`
  await writeFile(
    page.url,
    `# ${page.title}

Written by \`${command}\` on ${day}: do not edit. How it measures is in [bench/README.md](../bench/README.md).

${machine.map((line) => `- ${line}`).join('\n')}

Read the ratios: both sides of each were measured in turns, in one run, on one machine, and they say more than the times beside them. A
ratio below 1 means that Triggerkit is the faster one. Budgets are the most that a ratio may come to; a line without one is for information.
${quick ? '\nThis was a quick run, of fewer rounds and rows: a figure or two may be off by a tenth.\n' : ''}
${table}
`,
  )
}
