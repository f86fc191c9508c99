/** One statement of the report. */
export interface Check {
  holds: boolean
  /** What is stated, with its numbers. */
  statement: string
  /** What is worth knowing about it, a line each; of a statement that does not hold, what is wrong. */
  details?: string[]
}

/** `3,201` */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}
