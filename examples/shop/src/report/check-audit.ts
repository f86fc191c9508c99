import type { DataSource } from 'typeorm'
import { type Check, count } from './check.ts'

interface Counted {
  table: string
  operation: string
  audited: number
  happened: number
}

/** The audit has one row for each change that SQLite saw happen, of the very row, and none for what was rolled back. */
export async function checkAudit(database: DataSource): Promise<Check> {
  const counted: Counted[] = await database.query(compare('"table", operation'))
  const differing: (Counted & { rowId: number })[] = (
    await database.query(compare('"table", operation, rowId'))
  ).filter(({ audited, happened }: Counted) => audited !== happened)
  const audited = counted.reduce((sum, row) => sum + row.audited, 0)
  const happened = counted.reduce((sum, row) => sum + row.happened, 0)
  return {
    holds: differing.length === 0 && happened > 0,
    statement: `${count(audited)} audit rows = ${count(happened)} changes that SQLite's own triggers saw, row by row`,
    details: [
      ...counted.map(
        (row) => `${count(row.audited).padStart(5)} ${row.operation}s of ${row.table}, ${count(row.happened)} happened`,
      ),
      ...differing
        .slice(0, 5)
        .map(
          (row) =>
            `${row.operation} of row ${row.rowId} of ${row.table}: ${row.audited} audited, ${row.happened} happened`,
        ),
    ],
  }
}

function compare(columns: string): string {
  return `
    SELECT ${columns}, sum(audited) AS audited, sum(happened) AS happened
    FROM (SELECT ${columns}, 1 AS audited, 0 AS happened FROM audit UNION ALL SELECT ${columns}, 0, 1 FROM witness)
    GROUP BY ${columns} ORDER BY ${columns}`
}
