import { bringForward } from './ordering-key.ts'
import type { OutboxDatabase } from './outbox-database.ts'
import { followChains, type SettledJob } from './settle-jobs.ts'

/** Where there are no transactions: chains whose process ended between the completion of a Job and the release of the next go on. */
export async function followForgotten(database: OutboxDatabase): Promise<void> {
  const found = await database.jobs
    .find<SettledJob>({ unfollowed: true }, { limit: 100, projection: { chain: 1, orderingKey: 1, onDead: 1 } })
    .toArray()
  if (found.length === 0) return
  const freed = await followChains(database, undefined, found)
  await bringForward(database, [...found.map(({ orderingKey }) => orderingKey), ...freed])
}
