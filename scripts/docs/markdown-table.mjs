/**
 * A Markdown table, its columns aligned as the formatter would.
 *
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function markdownTable(head, rows) {
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')))
  const widths = head.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)))
  /** @param {string[]} cells */
  const toLine = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [first = [], ...others] = lines
  return [toLine(first), toLine(widths.map((width) => '-'.repeat(width))), ...others.map(toLine)].join('\n')
}
