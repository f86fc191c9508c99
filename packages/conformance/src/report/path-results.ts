import type { WritePath } from '../write-path.ts'

/** The columns of `docs/write-paths.md`. */
export const REPORT_COLUMNS = ['fires', 'record', 'previousRecord', 'block', 'alter', 'rollback'] as const

export type ReportColumn = (typeof REPORT_COLUMNS)[number]

/** `partial` has at least one assertion that was not run or failed; `inapplicable` has none. */
export type ReportCell = 'full' | 'failed' | 'not-run' | 'inapplicable'

export interface ReportRow {
  path: WritePath
  binding: string
  cells: Record<ReportColumn, ReportCell>
}

/** What one run of the suite on one database came to, as it is written to disk. */
export interface PathReport {
  orm: string
  version: string
  database: string
  rows: ReportRow[]
  holes: { path: WritePath; reason: string; remedy: string }[]
}

interface RowCollector {
  expect(column: ReportColumn): void
  pass(column: ReportColumn): void
  fail(column: ReportColumn): void
}

/** Collects which assertions of which binding passed. */
export class PathResults {
  readonly #rows = new Map<string, { path: WritePath; binding: string; columns: Map<ReportColumn, Tally> }>()

  row(path: WritePath, binding: string): RowCollector {
    const columns = new Map<ReportColumn, Tally>()
    this.#rows.set(`${path} / ${binding}`, { path, binding, columns })
    const tally = (column: ReportColumn): Tally => {
      const known = columns.get(column) ?? { expected: 0, passed: 0, failed: 0 }
      columns.set(column, known)
      return known
    }
    return {
      expect: (column) => void tally(column).expected++,
      pass: (column) => void tally(column).passed++,
      fail: (column) => void tally(column).failed++,
    }
  }

  rows(): ReportRow[] {
    return [...this.#rows.values()].map(({ path, binding, columns }) => {
      const cells = Object.fromEntries(REPORT_COLUMNS.map((column) => [column, toCell(columns.get(column))]))
      return { path, binding, cells: cells as Record<ReportColumn, ReportCell> }
    })
  }
}

interface Tally {
  expected: number
  passed: number
  failed: number
}

function toCell(tally: Tally | undefined): ReportCell {
  if (!tally) return 'inapplicable'
  if (tally.failed > 0) return 'failed'
  return tally.passed === tally.expected ? 'full' : 'not-run'
}
