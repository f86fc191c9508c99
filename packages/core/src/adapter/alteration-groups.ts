import type { Row } from '../change/change.ts'
import type { VettedRow } from './write.ts'

/** Rows that triggers altered in the same way. */
export interface AlterationGroup {
  alteration: Row | undefined
  rows: VettedRow[]
}

/** One group per distinct alteration (R15), in the order in which they first come. */
export function groupByAlteration(rows: readonly VettedRow[]): AlterationGroup[] {
  const groups = new Map<string, AlterationGroup>()
  for (const row of rows) {
    const text = row.alteration === undefined ? '' : alterationText(row.alteration)
    const group = groups.get(text)
    if (group) group.rows.push(row)
    else groups.set(text, { alteration: row.alteration, rows: [row] })
  }
  return [...groups.values()]
}

function alterationText(alteration: Row): string {
  const entries = Object.entries(alteration).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(entries, (_name, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
    return value
  })
}
