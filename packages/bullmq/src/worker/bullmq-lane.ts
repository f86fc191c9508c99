import type { AttemptEnd, ClaimedJob, LaneTools, WorkerLane } from '@triggerkit/core/adapter'
import type { JobReference } from '../job-reference.ts'
import { JobStarter, type Start } from './job-starter.ts'
import type { QueueConsumer } from './queue-consumer.ts'

interface RunningJob {
  readonly job: ClaimedJob
  readonly controller: AbortController
}

/** Runs the Jobs of one outbox that BullMQ hands out, and writes back what came of them. */
export class BullmqLane implements WorkerLane {
  readonly bound: LaneTools['bound']
  readonly #tools: LaneTools
  readonly #consumer: QueueConsumer
  readonly #starter: JobStarter
  readonly #running = new Map<string, RunningJob>()
  #starting = 0

  constructor(tools: LaneTools, consumer: QueueConsumer) {
    this.bound = tools.bound
    this.#tools = tools
    this.#consumer = consumer
    this.#starter = new JobStarter(tools, (id) => this.#running.has(id))
  }

  get held(): number {
    return this.#starting + this.#running.size
  }

  wake(): void {}

  async run(mode: 'forever' | 'drain'): Promise<void> {
    await this.#consumer.run(this, mode)
  }

  /** As long as a Job runs, it is not relayed again. */
  async tick(): Promise<void> {
    const running = [...this.#running.values()]
    if (running.length === 0) return
    const { outbox } = this.bound
    const { leaseMs } = this.#tools.options
    try {
      const settlements = running.map(({ job: { id } }) => {
        return { id, lease: id, state: 'relayed' as const, deadlineMs: leaseMs }
      })
      if ((await outbox.settle(undefined, settlements)) === running.length) return
      const ids = running.map(({ job }) => job.id)
      const rows = await outbox.ledger.find({ ids, limit: ids.length })
      for (const { job, controller } of running) {
        const row = rows.find(({ id }) => id === job.id)
        if (row?.state !== 'relayed' || row.runAt !== job.runAt) controller.abort('lease-lost')
      }
    } catch (error) {
      this.tell(error)
    }
  }

  stop(): void {
    this.#consumer.pause()
  }

  abort(): void {
    for (const { controller } of this.#running.values()) controller.abort('stopping')
  }

  giveUp(): void {
    this.#tools.runner.giveUp()
  }

  tell(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    this.#tools.emitter.emit('worker-error', { error })
  }

  /** How the attempt ended, or why there was none. Rejects where the database did not answer before it began. */
  async work(reference: JobReference): Promise<AttemptEnd | Exclude<Start, ClaimedJob>> {
    this.#starting++
    const start = await this.#starter.start(reference).finally(() => this.#starting--)
    if (typeof start === 'string') return start
    const controller = new AbortController()
    this.#running.set(start.id, { job: start, controller })
    const { runner, clock } = this.#tools
    const began = clock.now()
    const attempted = await runner.attempt(start, controller.signal)
    const durationMs = clock.now() - began
    const end = await runner.keep(attempted)
    await runner.tell(start, end, durationMs)
    this.#running.delete(start.id)
    // What waited for it may be due now.
    if (start.chain !== undefined || start.orderingKey !== undefined) this.#tools.wakeAll()
    return end
  }
}
