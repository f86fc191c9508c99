import type { BenchRow, SkippedRows } from './bench-row.ts'

const head = ['what', 'ours', 'reference', 'its figure', 'ratio', 'budget', '']

/** All rows as one Markdown table, and below it by name what misses its budget and what was skipped. */
export function toMarkdown(rows: readonly (BenchRow | SkippedRows)[]): string {
  const measured = rows.filter((row): row is BenchRow => 'ratio' in row)
  const lines = [head, ...measured.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]!.length)))
  const toLine = (cells: string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const table = [toLine(head), toLine(widths.map((width) => '-'.repeat(width))), ...measured.map(cellsOf).map(toLine)]
  return [...table, '', ...verdicts(rows, measured)].join('\n')
}

function verdicts(rows: readonly (BenchRow | SkippedRows)[], measured: readonly BenchRow[]): string[] {
  const over = measured.filter(isOver).map(({ what, ratio, reference, budget, reason }) => {
    const because = reason === undefined ? '' : `: ${reason}`
    return `- Over budget: ${what}, ${format(ratio)} of ${reference}, may be ${format(budget!)}${because}`
  })
  const skipped = rows.flatMap((row) => ('skipped' in row ? `- Skipped: ${row.skipped} (${row.reason})` : []))
  const budgeted = measured.filter(({ budget }) => budget !== undefined)
  const kept = `${budgeted.length - over.length} of ${budgeted.length} budgets are kept.`
  return over.length + skipped.length === 0 ? [kept] : [...over, ...skipped, '', kept]
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
  return `${ratio.toFixed(ratio < 0.1 ? 3 : 2)}×`
}
