/** What an adapter's database can do, as data. The core falls back where the answer is no; both answers are tested. */
export interface Capabilities {
  /** False: single-row Writes run with what can be promised without (R10). */
  transactions: boolean
  savepoints: boolean
  /** Rows can be locked by a SELECT. */
  locks: boolean
  /** Writes return the rows they made. */
  returning: { insert: boolean; update: boolean; delete: boolean }
  /** One connection serves all: transactions are kept apart by a mutex (R8). */
  singleConnection: boolean
  /** Whether an upsert's own result tells inserted rows from updated ones (R13); `look`: only the locked look before it does. */
  upsertVerdict: 'result' | 'look'
  /** Most bind parameters that one statement takes. */
  maxParameters: number
}
