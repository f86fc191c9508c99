import { parseArgs } from 'node:util'
import { createBenchDatabase } from './fixture/bench-database.ts'
import { describeMachine } from './page/describe-machine.ts'
import { type PageName, writePage } from './page/write-page.ts'
import { bulkRows } from './row/bulk-audit.ts'
import { conditionRows } from './row/condition.ts'
import { lookUpRows } from './row/look-up.ts'
import { memoryRows } from './row/memory.ts'
import { mongooseBulkRows } from './row/mongoose/bulk.ts'
import { mongooseOneDocumentRows } from './row/mongoose/one-document.ts'
import { mongooseUntriggeredRows } from './row/mongoose/untriggered.ts'
import { oneRowRows } from './row/one-row-audit.ts'
import { prismaBulkRows } from './row/prisma/bulk.ts'
import { prismaNestedRows } from './row/prisma/nested-create.ts'
import { prismaOneRowRows } from './row/prisma/one-row.ts'
import { prismaUntriggeredRows } from './row/prisma/untriggered.ts'
import { providerBulkRows } from './row/provider/bulk.ts'
import { queueBulkRows } from './row/queue/append-bulk.ts'
import { queueAppendRows } from './row/queue/append-one.ts'
import { queueClaimRows } from './row/queue/claim.ts'
import { queueDrainRows } from './row/queue/drain.ts'
import { queueLatencyRows } from './row/queue/latency.ts'
import { sameTableRows } from './row/same-table.ts'
import { telemetryRows } from './row/telemetry.ts'
import { templateRows } from './row/template.ts'
import { untriggeredRows } from './row/untriggered-write.ts'
import type { BenchRow, RowGroup, SkippedRows } from './table/bench-row.ts'
import { toMarkdown } from './table/to-markdown.ts'

const writeGroups: Record<string, RowGroup> = {
  untriggered: untriggeredRows,
  'look-up': lookUpRows,
  'same-table': sameTableRows,
  'one-row': oneRowRows,
  bulk: bulkRows,
  memory: memoryRows,
  telemetry: telemetryRows,
  'prisma-untriggered': prismaUntriggeredRows,
  'prisma-one-row': prismaOneRowRows,
  'prisma-nested': prismaNestedRows,
  'prisma-bulk': prismaBulkRows,
  'mongoose-untriggered': mongooseUntriggeredRows,
  'mongoose-one-document': mongooseOneDocumentRows,
  'mongoose-bulk': mongooseBulkRows,
  condition: conditionRows,
  template: templateRows,
}

const queueGroups: Record<string, RowGroup> = {
  'queue-append': queueAppendRows,
  'queue-bulk': queueBulkRows,
  'queue-drain': queueDrainRows,
  'queue-latency': queueLatencyRows,
  'queue-claim': queueClaimRows,
}

const providerGroups: Record<string, RowGroup> = { 'provider-bulk': providerBulkRows }

const groups: Record<string, RowGroup> = { ...writeGroups, ...queueGroups, ...providerGroups }

/** Each page is of one run of its groups. */
const pages: Record<PageName, string[]> = {
  writes: Object.keys(writeGroups),
  queue: Object.keys(queueGroups),
  providers: Object.keys(providerGroups),
}

/** `--quick`: fewer rounds and rows. `--write`: the pages of the docs are written anew. Names of groups, or of a page: only these. */
export async function runBench(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const { quick, write } = values
  const unknown = positionals.find((name) => !Object.hasOwn(groups, name) && !isPage(name))
  if (unknown !== undefined)
    throw new Error(
      `There is no group "${unknown}"; there are ${[...Object.keys(pages), ...Object.keys(groups)].join(', ')}`,
    )
  if (write && !positionals.every(isPage))
    throw new Error(
      `--write is for all groups of a page, which is that of one run; pages are ${Object.keys(pages).join(', ')}`,
    )
  const database = await createBenchDatabase()
  try {
    for (const page of Object.keys(pages) as PageName[]) {
      const isWhole = positionals.length === 0 || positionals.includes(page)
      const chosen = pages[page].filter((name) => isWhole || positionals.includes(name))
      if (chosen.length === 0) continue
      const table = toMarkdown(await measureAll(chosen, { quick, postgres: database?.url }))
      console.log(table)
      if (write) await writePage(page, { table, machine: await describeMachine(database?.url), quick })
    }
  } finally {
    await database?.drop()
  }
}

async function measureAll(
  names: readonly string[],
  options: Parameters<RowGroup>[0],
): Promise<(BenchRow | SkippedRows)[]> {
  const rows: (BenchRow | SkippedRows)[] = []
  for (const name of names) {
    process.stderr.write(`measuring ${name} …\n`)
    rows.push(...(await groups[name]!(options)))
  }
  return rows
}

function isPage(name: string): name is PageName {
  return Object.hasOwn(pages, name)
}
