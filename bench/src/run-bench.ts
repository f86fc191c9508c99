import { parseArgs } from 'node:util'
import { createBenchDatabase } from './fixture/bench-database.ts'
import { describeMachine } from './page/describe-machine.ts'
import { writePage } from './page/write-page.ts'
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
import { queueBulkRows } from './row/queue/append-bulk.ts'
import { queueAppendRows } from './row/queue/append-one.ts'
import { queueClaimRows } from './row/queue/claim.ts'
import { queueDrainRows } from './row/queue/drain.ts'
import { queueLatencyRows } from './row/queue/latency.ts'
import { sameTableRows } from './row/same-table.ts'
import { templateRows } from './row/template.ts'
import { untriggeredRows } from './row/untriggered-write.ts'
import type { BenchRow, RowGroup, SkippedRows } from './table/bench-row.ts'
import { toMarkdown } from './table/to-markdown.ts'

const groups: Record<string, RowGroup> = {
  untriggered: untriggeredRows,
  'look-up': lookUpRows,
  'same-table': sameTableRows,
  'one-row': oneRowRows,
  bulk: bulkRows,
  memory: memoryRows,
  'prisma-untriggered': prismaUntriggeredRows,
  'prisma-one-row': prismaOneRowRows,
  'prisma-nested': prismaNestedRows,
  'prisma-bulk': prismaBulkRows,
  'queue-append': queueAppendRows,
  'queue-bulk': queueBulkRows,
  'queue-drain': queueDrainRows,
  'queue-latency': queueLatencyRows,
  'queue-claim': queueClaimRows,
  'mongoose-untriggered': mongooseUntriggeredRows,
  'mongoose-one-document': mongooseOneDocumentRows,
  'mongoose-bulk': mongooseBulkRows,
  condition: conditionRows,
  template: templateRows,
}

/** `--quick`: fewer rounds and rows. `--write`: the page of the docs is written anew. Names of groups: only these. */
export async function runBench(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const unknown = positionals.find((name) => !Object.hasOwn(groups, name))
  if (unknown !== undefined)
    throw new Error(`There is no group "${unknown}"; there are ${Object.keys(groups).join(', ')}`)
  if (values.write && positionals.length > 0)
    throw new Error('--write is for a run of all groups: the page is that of one run')
  const chosen = Object.entries(groups).filter(([name]) => positionals.length === 0 || positionals.includes(name))
  const database = await createBenchDatabase()
  const rows: (BenchRow | SkippedRows)[] = []
  try {
    for (const [name, measure] of chosen) {
      process.stderr.write(`measuring ${name} …\n`)
      rows.push(...(await measure({ quick: values.quick, postgres: database?.url })))
    }
    const table = toMarkdown(rows)
    console.log(table)
    if (values.write) await writePage({ table, machine: await describeMachine(database?.url), quick: values.quick })
  } finally {
    await database?.drop()
  }
}
