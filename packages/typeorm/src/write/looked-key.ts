import type { LookedRow } from '@triggerkit/core/adapter'
import type { RawKey } from '../row/key-reader.ts'

/** What the adapter remembers of a looked row: its key as the driver gave it, and the key that it is going to have. */
export interface LookedKey {
  key: RawKey
  next: RawKey
}

export function lookedKey(row: LookedRow): LookedKey {
  return row.token as LookedKey
}
