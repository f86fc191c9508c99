import { type Base, type BaseFile, toBaseEntry } from './base-file.ts'
import { digestOf } from './digest.ts'
import type { Side } from './side.ts'

/**
 * The base, with what a transfer that died had carried out by then: where the side that it wrote has what it was about to write, both sides had
 * that, whatever became of the other side since.
 */
export function settleBase({ base, pending }: BaseFile, sides: { folder: Side; store: Side }): Base {
  if (pending === undefined) return base
  const settled = new Map(base)
  const { entries, unreadable } = sides[pending.written]
  for (const [tag, meant] of pending.entries) {
    const found = entries.get(tag)
    if (unreadable.has(tag) || meant?.digest !== (found && digestOf(found.definition))) continue
    if (meant === undefined) settled.delete(tag)
    else settled.set(tag, pending.written === 'store' ? toBaseEntry(found!) : meant)
  }
  return settled
}
