import type { ClaimedJob, ClaimRequest, JobRow, NewJob, Outbox, Settlement } from '@triggerkit/core/adapter'
import type { OutboxBench, OutboxHarness } from '../outbox-harness.ts'
import { newJobId } from './new-job.ts'

/** A time that no test waits for. */
export const LONG = 600_000
/** A time that a test lets pass with `passBriefly`. */
export const BRIEF = 40

/** What the tests of outboxes work with. */
export interface OutboxCase {
  readonly bench: OutboxBench
  readonly outbox: Outbox
  /** The outbox as another process sees it, or the same one. */
  readonly other: Outbox
  append(...jobs: NewJob[]): Promise<void>
  /** Claims until nothing else is due, 100 at a time; by `seq`. */
  claim(request?: Partial<ClaimRequest>): Promise<ClaimedJob[]>
  /** Claims once: at most so many. */
  take(limit: number): Promise<ClaimedJob[]>
  /** Claims the one Job that is due. */
  claimOne(request?: Partial<ClaimRequest>): Promise<ClaimedJob>
  /** Payloads of what can be claimed. */
  claimed(request?: Partial<ClaimRequest>): Promise<string[]>
  /** Ends a lease; whether it was held. */
  settle(job: HeldJob, settlement: SettlementOf): Promise<boolean>
  complete(...jobs: ClaimedJob[]): Promise<void>
  /** Claims the one due Job and lets it die. */
  die(error?: string): Promise<ClaimedJob>
  /** All Jobs, by `seq`. */
  rows(): Promise<JobRow[]>
  row(job: { id: string }): Promise<JobRow>
  /** `payload:state` of all Jobs, by `seq`. */
  states(): Promise<string[]>
  /** Lets what was put off, leased or delayed for a `BRIEF` time come due. */
  passBriefly(): Promise<void>
}

type Part<T> = T extends unknown ? Omit<T, 'id' | 'lease'> : never
/** What names a lease. */
type HeldJob = Pick<ClaimedJob, 'id' | 'lease'>
export type SettlementOf = Part<Settlement>

export function claimRequest(fields: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    limit: 100,
    leaseMs: LONG,
    lease: newJobId(),
    worker: 'worker-1',
    handlers: ['http.request', 'mail.send', 'custom:count'],
    formats: [1, 2],
    deferMs: LONG,
    ...fields,
  }
}

export function outboxCase(harness: OutboxHarness, live: () => OutboxBench | undefined): OutboxCase {
  const bench = (): OutboxBench => {
    const current = live()
    if (!current) throw new Error(`${harness.name}: setup has not run`)
    return current
  }
  const claim: OutboxCase['claim'] = (request) => claimAll(bench().outbox, request)
  const rows: OutboxCase['rows'] = async () =>
    (await bench().outbox.ledger.find({ limit: 20_000 })).sort((a, b) => a.seq - b.seq)
  const settle: OutboxCase['settle'] = async ({ id, lease }, settlement) =>
    (await bench().outbox.settle(undefined, [{ id, lease, ...settlement }])) === 1
  const claimOne: OutboxCase['claimOne'] = async (request) => {
    const jobs = await claim(request)
    if (jobs.length !== 1) throw new Error(`Expected one claimable Job, not ${jobs.length}.`)
    return jobs[0]!
  }
  return {
    get bench() {
      return bench()
    },
    get outbox() {
      return bench().outbox
    },
    get other() {
      return bench().other ?? bench().outbox
    },
    append: (...jobs) => bench().outbox.append(undefined, jobs),
    claim,
    take: async (limit) => (await bench().outbox.claim(claimRequest({ limit }))).jobs,
    claimOne,
    claimed: async (request) => (await claim(request)).map(({ payload }) => payload),
    settle,
    async complete(...jobs) {
      for (const job of jobs) if (!(await settle(job, { state: 'completed' }))) throw new Error('The lease was lost.')
    },
    async die(error = 'GONE: no such shop') {
      const job = await claimOne()
      if (!(await settle(job, { state: 'dead', error }))) throw new Error('The lease was lost.')
      return job
    },
    rows,
    async row({ id }) {
      const [row, ...more] = await bench().outbox.ledger.find({ ids: [id], limit: 2 })
      if (row === undefined || more.length > 0) throw new Error(`Expected one Job ${id}.`)
      return row
    },
    states: async () => (await rows()).map(({ payload, state }) => `${payload}:${state}`),
    passBriefly: () => bench().pass(BRIEF * 2),
  }
}

/** Claims until nothing else is due; by `seq`. */
export async function claimAll(outbox: Outbox, fields?: Partial<ClaimRequest>): Promise<ClaimedJob[]> {
  const jobs: ClaimedJob[] = []
  for (let round = 0; round < 1_000; round++) {
    const claim = await outbox.claim(claimRequest(fields))
    jobs.push(...claim.jobs)
    if (claim.exhausted) return jobs.sort((a, b) => a.seq - b.seq)
  }
  throw new Error('Claims did not come to an end.')
}
