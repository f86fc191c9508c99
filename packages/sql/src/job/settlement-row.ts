import type { Settlement } from '@triggerkit/core/adapter'
import type { RowColumns } from '../dialect/dialect.ts'
import { toKept } from './kept-text.ts'

/** How a lease ends, as a member of the JSON that an UPDATE takes. */
export const settlementColumns: RowColumns = {
  id: 'text',
  held_lease: 'text',
  ending: 'text',
  delay_ms: 'integer',
  counts: 'integer',
  result: 'text',
  error: 'text',
  history: 'text',
}

type SettlementRow = Record<string, string | number | undefined>

/** One for each lease: whoever ends it a second time no longer holds it. */
export function toSettlementRows(settlements: readonly Settlement[]): SettlementRow[] {
  const rows = new Map<string, SettlementRow>()
  for (const settlement of settlements) {
    const lease = `${settlement.id} ${settlement.lease}`
    if (!rows.has(lease)) rows.set(lease, toRow(settlement))
  }
  return [...rows.values()]
}

function toRow(settlement: Settlement): SettlementRow {
  const { id, lease, history, state } = settlement
  const row: SettlementRow = { id, held_lease: lease, ending: state, history: kept(history) }
  switch (settlement.state) {
    case 'completed':
      return { ...row, result: kept(settlement.result) }
    case 'dead':
      return { ...row, error: kept(settlement.error) }
    case 'ready':
      return { ...row, error: kept(settlement.error), delay_ms: Math.round(settlement.delayMs) }
    case 'released':
      return { ...row, delay_ms: Math.round(settlement.delayMs ?? 0), counts: settlement.counts ? 1 : 0 }
    case 'relayed':
      return { ...row, delay_ms: Math.round(settlement.deadlineMs), counts: settlement.begins ? 1 : 0 }
  }
}

function kept(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toKept(text)
}
