import type { Triggers } from '@triggerkit/core'
import { InvalidArgumentError } from 'commander'
import type { CommandContext } from '../command-context.ts'

/**
 * Calls `work` with an engine whose outbox can be used: without one every answer would be "no Jobs", as if all were well.
 *
 * @throws OutboxError of code `OUTBOX_ABSENT`, `OUTBOX_MISSING` or `OUTBOX_OUTDATED`.
 */
export function withOutbox<T>({ engine }: CommandContext, work: (triggers: Triggers) => Promise<T>): Promise<T> {
  return engine(async (triggers) => {
    await triggers.outbox.verify()
    return work(triggers)
  })
}

/** Reads ids of Jobs, for commander: another text would be an error of the database. */
export function readJobId(text: string, before?: string[]): string[] {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text))
    throw new InvalidArgumentError('Expected the id of a Job, a UUID as jobs list shows it.')
  return [...(before ?? []), text.toLowerCase()]
}
