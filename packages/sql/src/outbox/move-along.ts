import type { Row } from '@triggerkit/core/adapter'
import { bringForward } from '../statement/bring-forward.ts'
import { holdWaiting } from '../statement/hold-waiting.ts'
import { releaseNext } from '../statement/release-next.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/** A Job, and what others wait for it by; texts as they are kept. */
export interface LinkedJob {
  readonly seq: number
  readonly orderingKey: string | undefined
  readonly chainId: string | undefined
}

export function toLinkedJob({ seq, ordering_key, chain_id }: Row): LinkedJob {
  return { seq: Number(seq), orderingKey: textOf(ordering_key), chainId: textOf(chain_id) }
}

/** What waits for Jobs that are over goes on: the next of their chains, the next of their ordering keys. In a transaction with their end. */
export async function moveAlong(outbox: OutboxConnection, handle: object, over: readonly LinkedJob[]): Promise<void> {
  const chained = over.filter(({ chainId }) => chainId !== undefined)
  if (chained.length > 0) {
    await outbox.run(handle, releaseNext(outbox.sql, seqsOf(chained)))
    await outbox.run(handle, holdWaiting(outbox.sql, chainsOf(chained)))
  }
  await forward(outbox, handle, over)
}

/** The first of each of their ordering keys is claimable as soon as it is due. */
export async function forward(outbox: OutboxConnection, handle: object, jobs: readonly LinkedJob[]): Promise<void> {
  const keys = new Set(jobs.flatMap(({ orderingKey }) => orderingKey ?? []))
  if (keys.size === 0) return
  const rows = [...keys].sort().map((key) => ({ ordering_key: key }))
  await outbox.run(handle, bringForward(outbox.sql, JSON.stringify(rows)))
}

export function seqsOf(jobs: readonly LinkedJob[]): string {
  return JSON.stringify(jobs.map(({ seq }) => ({ seq })))
}

export function chainsOf(jobs: readonly LinkedJob[]): string {
  const chains = new Set(jobs.flatMap(({ chainId }) => chainId ?? []))
  return JSON.stringify([...chains].map((chain) => ({ chain_id: chain })))
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}
