import { expect, test, vi } from 'vitest'
import { newJobs } from './new-job.ts'
import type { OutboxCase } from './outbox-case.ts'

/** Wake-ups: only where the outbox has them, and only to be sooner. */
export function listenConformance(subject: OutboxCase): void {
  test('listen / R45 who listens is told of what others appended, until it ends', async () => {
    const { outbox, other } = subject
    expect(outbox.listen === undefined).toBe(outbox.notify === undefined)
    if (outbox.listen === undefined) return
    const heard = vi.fn()
    const end = await outbox.listen(heard)
    await other.append(undefined, newJobs(3))
    await other.notify?.()
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 5_000 })
    await end()
    heard.mockClear()
    await other.notify?.()
    await subject.passBriefly()
    expect(heard).not.toHaveBeenCalled()
    expect(await subject.claim()).toHaveLength(3)
  })

  test('listen / R45 Jobs are claimed though nobody was told', async () => {
    await subject.other.append(undefined, newJobs(3))
    expect(await subject.claim()).toHaveLength(3)
  })
}
