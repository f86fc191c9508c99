/** One line of the table. */
export interface BenchRow {
  /** What is measured. */
  what: string
  /** Our own figure, with its unit. */
  ours: string
  /** What it is compared with. */
  reference: string
  /** The reference's figure, with its unit. */
  theirs: string
  /** Ours over theirs. */
  ratio: number
  /** The most that `ratio` may be; absent where the line is only for information. */
  budget?: number
  /** What it ought to be. */
  aim?: number
  /** Where the time goes: told when the line is over its budget. */
  reason?: string
}

/** A group that could not be measured here. */
export interface SkippedRows {
  skipped: string
  reason: string
}

export type RowGroup = (options: BenchOptions) => Promise<(BenchRow | SkippedRows)[]>

export interface BenchOptions {
  /** Fewer rounds and rows. */
  quick: boolean
  /** A database of PostgreSQL that is this run's own; absent where there is none. */
  postgres?: string
}
