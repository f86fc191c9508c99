import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, findService } from '@triggerkit/conformance/service'
import type { Contestant } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { type OutboxDatabase, openOutbox } from '../../fixture/queue/open-outbox.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const few = 1_000
const limit = 64
const databases: readonly OutboxDatabase[] = ['PostgreSQL', 'MariaDB', 'SQLite']
const waitingCounts = [few, 100_000, 1_000_000] as const

/** A claim of one batch, with so many Jobs waiting; what it claimed is given back outside of what is measured. */
export const queueClaimContestants: Record<string, Contestant> = Object.fromEntries(
  databases.flatMap((database) =>
    waitingCounts.map((waiting) => [nameOf(database, waiting), contestant(database, waiting)]),
  ),
)

export const queueClaimRows: RowGroup = async ({ quick, postgres }) => {
  const many = quick ? 100_000 : 1_000_000
  const rows: Awaited<ReturnType<RowGroup>> = []
  for (const database of databases) {
    const what = `Queue: a claim of ${limit} Jobs, ${many.toLocaleString('en-US')} waiting, ${database}`
    if (!(await isThere(database, postgres))) {
      rows.push({ skipped: what, reason: 'no server' })
      continue
    }
    const names = [nameOf(database, few), nameOf(database, many)]
    const timings = await withDatabases(database, names, (url) =>
      runContest({ names, operations: quick ? 20 : 30, rounds: quick ? 4 : 6, warmUps: 1, generations: 1, url }),
    )
    const { ours, reference, ratio } = ratioOf(timings, names[1]!, names[0]!)
    rows.push({
      what,
      ours: duration(ours),
      reference: `with ${few.toLocaleString('en-US')} waiting`,
      theirs: duration(reference),
      ratio,
      budget: 1.5,
      reason: 'it reads more than the Jobs that it claims',
    } satisfies BenchRow)
  }
  return rows
}

function nameOf(database: OutboxDatabase, waiting: number): string {
  return `queue-claim/${database}/${waiting}`
}

async function isThere(database: OutboxDatabase, postgres: string | undefined): Promise<boolean> {
  if (database === 'PostgreSQL') return postgres !== undefined
  return database === 'SQLite' || (await findService('mariadb')).reachable
}

/** Each contestant has a database of its own, which is gone afterwards. */
async function withDatabases<T>(
  database: OutboxDatabase,
  names: readonly string[],
  measure: (url: (name: string) => string) => Promise<T>,
): Promise<T> {
  if (database === 'SQLite') {
    const folder = await mkdtemp(join(tmpdir(), 'triggerkit-bench-'))
    try {
      return await measure((name) => join(folder, `${names.indexOf(name)}.sqlite`))
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  const made = await Promise.all(
    names.map(() => createDatabase(database === 'MariaDB' ? 'mariadb' : 'postgres', 'bench')),
  )
  try {
    return await measure((name) => made[names.indexOf(name)]!.url)
  } finally {
    for (const each of made) await each.drop()
  }
}

function contestant(database: OutboxDatabase, waiting: number): Contestant {
  return {
    async start({ url }) {
      const opened = await openOutbox(database, url!)
      await opened.fill(waiting)
      await opened.tidy()
      const { outbox } = opened
      const request = {
        limit,
        leaseMs: 60_000,
        worker: 'bench',
        handlers: ['custom:work'],
        formats: [1],
        deferMs: 10_000,
      }
      return {
        async run(operations) {
          const figures: number[] = []
          for (let index = 0; index < operations; index++) {
            const lease = randomUUID()
            const began = performance.now()
            const { jobs } = await outbox.claim({ ...request, lease })
            figures.push((performance.now() - began) * 1_000)
            if (jobs.length !== limit) throw new Error(`${jobs.length} Jobs of ${limit} were claimed`)
            await outbox.settle(
              undefined,
              jobs.map(({ id }) => ({ id, lease, state: 'released' })),
            )
          }
          return figures
        },
        rest: () => opened.tidy(),
        stop: () => opened.close(),
      }
    },
  }
}
