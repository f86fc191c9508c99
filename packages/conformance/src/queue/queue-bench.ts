import { createWorker, type JobCodec, type WorkerCounters, type WorkerOptions } from '@triggerkit/core'
import type { NewJob, Outbox, OutboxDriver } from '@triggerkit/core/adapter'
import type { HarnessSession, Row, WritePathHarness } from '../harness.ts'
import type { Definition } from '../rules/rule-bench.ts'

/** What the tests of queued actions work with. */
export interface QueueBench<Client> {
  harness: WritePathHarness<Client>
  readonly session: HarnessSession<Client>
  /** What `onError` heard since the test began. */
  errors: Error[]
  /** Calls of the outbox that go wrong or are watched, for the length of the test. */
  faults: OutboxFaults
  register(table: string, definition: Definition): void
  unregisterAll(): void
  insertItems(client: Client, labels: readonly string[], more?: Row): Promise<unknown>
  /** Row's keys and actions of the Jobs, in the order in which they were appended. */
  jobs(): Promise<QueuedJob[]>
  /** Works until nothing is due. */
  work(options?: WorkerOptions): Promise<WorkerCounters>
  /** Removes every Job. */
  clear(): Promise<void>
}

export interface QueuedJob {
  id: string
  action: string
  state: string
  input: Row | undefined
}

export interface OutboxFaults {
  append?: () => void
  /** Sees what is kept. */
  appended?: (jobs: readonly NewJob[]) => void
  codec?: JobCodec
  /** What `settle` answers on a handle. */
  settledOnHandle?: number
}

/** An outbox whose calls can be made to go wrong. */
export function faultyOutbox(driver: OutboxDriver, faults: OutboxFaults): OutboxDriver {
  return {
    ...driver,
    codec: {
      encode: (text) => faults.codec?.encode(text) ?? text,
      decode: (text) => faults.codec?.decode(text) ?? text,
    },
    connect(port) {
      const outbox = driver.connect(port)
      const faulty: Partial<Outbox> = {
        async append(handle, jobs) {
          faults.append?.()
          faults.appended?.(jobs)
          await outbox.append(handle, jobs)
        },
        async settle(handle, settlements) {
          const settled = await outbox.settle(handle, settlements)
          return handle !== undefined && faults.settledOnHandle !== undefined ? faults.settledOnHandle : settled
        },
      }
      return new Proxy(outbox, {
        get(target, name) {
          const own = Object.hasOwn(faulty, name) ? faulty[name as keyof Outbox] : undefined
          const value = own ?? (Reflect.get(target, name, target) as unknown)
          return typeof value === 'function' && own === undefined ? value.bind(target) : value
        },
      })
    },
  }
}

export function queueBench<Client>(
  harness: WritePathHarness<Client>,
  live: () => HarnessSession<Client> | undefined,
  { errors, faults }: Pick<QueueBench<Client>, 'errors' | 'faults'>,
): QueueBench<Client> {
  const registered: [string, string][] = []
  const session = (): HarnessSession<Client> => {
    const current = live()
    if (!current) throw new Error(`${harness.name}: setup has not run`)
    return current
  }
  return {
    harness,
    errors,
    faults,
    get session() {
      return session()
    },
    register(table, definition) {
      session().engine.register(table, definition)
      registered.push([table, definition.name])
    },
    unregisterAll() {
      for (const [table, name] of registered.splice(0)) session().engine.unregister(table, name)
    },
    insertItems: (client, labels, more) =>
      session().write.insert(
        client,
        'Item',
        labels.map((label) => ({ label, ...more })),
      ),
    async jobs() {
      const { engine } = session()
      const { jobs } = await engine.jobs.list({ limit: 10_000 })
      const details = await Promise.all(jobs.map(({ id }) => engine.jobs.get(id)))
      return details.reverse().map((job) => {
        const { id, action, state, input } = job!
        return { id, action, state, input }
      })
    },
    async work(options = {}) {
      return createWorker(session().engine, options).runOnce()
    },
    async clear() {
      const { jobs } = session().engine
      await jobs.discard({ all: true })
      await jobs.purge({ completedMs: 0, deadMs: 0 })
    },
  }
}
