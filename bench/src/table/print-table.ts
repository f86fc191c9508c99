import type { BenchRow, SkippedRows } from './bench-row.ts'

const head = ['what', 'ours', 'reference', 'its figure', 'ratio', 'budget', '']

/** Prints all rows as one Markdown table, and below it by name what misses its budget and what was skipped. */
export function printTable(rows: (BenchRow | SkippedRows)[]): void {
  const measured = rows.filter((row): row is BenchRow => 'ratio' in row)
  const lines = [head, ...measured.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]!.length)))
  const toLine = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  console.log(toLine(head))
  console.log(toLine(widths.map((width) => '-'.repeat(width))))
  for (const row of measured) console.log(toLine(cellsOf(row)))
  console.log('')
  for (const row of measured.filter(isOver)) {
    console.log(
      `Over budget: ${row.what}, ${format(row.ratio)} of ${row.reference}, may be ${format(row.budget!)}${row.reason ? `: ${row.reason}` : ''}`,
    )
  }
  for (const row of rows) if ('skipped' in row) console.log(`Skipped: ${row.skipped} (${row.reason})`)
  const budgeted = measured.filter(({ budget }) => budget !== undefined)
  console.log(`${budgeted.length - budgeted.filter(isOver).length} of ${budgeted.length} budgets are kept.`)
}

function cellsOf(row: BenchRow): string[] {
  const aim = row.aim === undefined ? '' : `, aim ${format(row.aim)}`
  const budget = row.budget === undefined ? '' : `≤ ${format(row.budget)}${aim}`
  return [row.what, row.ours, row.reference, row.theirs, format(row.ratio), budget, verdict(row)]
}

function verdict(row: BenchRow): string {
  if (row.budget === undefined) return ''
  if (isOver(row)) return 'over'
  return row.aim === undefined || row.ratio <= row.aim ? 'ok' : 'within'
}

function isOver({ ratio, budget }: BenchRow): boolean {
  return budget !== undefined && ratio > budget
}

function format(ratio: number): string {
  return `${ratio.toFixed(2)}×`
}
