import { writeFile } from 'node:fs/promises'

export interface BenchPage {
  /** Rows as Markdown. */
  table: string
  machine: readonly string[]
  /** The run had fewer rounds and rows. */
  quick: boolean
}

/** From `bench/dist`. */
const page = new URL('../../docs/benchmarks.md', import.meta.url)

/** Writes `docs/benchmarks.md` anew. */
export async function writePage({ table, machine, quick }: BenchPage): Promise<void> {
  const day = new Date().toISOString().slice(0, 10)
  const command = `npm run bench -- ${quick ? '--quick ' : ''}--write`
  await writeFile(
    page,
    `# Benchmarks

Written by \`${command}\` on ${day}: do not edit. How it measures is in [bench/README.md](../bench/README.md).

${machine.map((line) => `- ${line}`).join('\n')}

Read the ratios: both sides of each were measured in turns, in one run, on one machine, and they say more than the times beside them. A
ratio below 1 means that Triggerkit is the faster one. Budgets are the most that a ratio may come to; a line without one is for information.
${quick ? '\nThis was a quick run, of fewer rounds and rows: a figure or two may be off by a tenth.\n' : ''}
${table}
`,
  )
}
