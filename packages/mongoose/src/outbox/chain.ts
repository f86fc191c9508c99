import type { ClientSession, mongo } from 'mongoose'
import type { JobDocument } from './job-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'

type Link = Pick<
  JobDocument,
  '_id' | 'state' | 'onDead' | 'continueOnError' | 'orderingKey' | 'heldKey' | 'runAt' | 'chain'
>

const projection = {
  state: 1,
  onDead: 1,
  continueOnError: 1,
  orderingKey: 1,
  heldKey: 1,
  runAt: 1,
  chain: 1,
} satisfies Partial<Record<keyof Link, 1>>

export type JobUpdate = mongo.AnyBulkWriteOperation<JobDocument>

/** Some chains as they are, and as they become step by step; `updates` writes it down. Nothing in it for Jobs of no chain. */
export class Chains {
  readonly #chains = new Map<string, Link[]>()
  readonly #released: Link[] = []

  constructor(links: readonly Link[]) {
    for (const link of links) {
      const chain = this.#chains.get(link.chain!.id) ?? []
      this.#chains.set(link.chain!.id, chain)
      chain.push({ ...link })
    }
    for (const chain of this.#chains.values()) chain.sort((a, b) => position(a) - position(b))
  }

  static async load(
    { jobs }: OutboxDatabase,
    session: ClientSession | undefined,
    members: readonly Pick<JobDocument, 'chain'>[],
  ): Promise<Chains> {
    const ids = [...new Set(members.flatMap(({ chain }) => chain?.id ?? []))]
    if (ids.length === 0) return new Chains([])
    return new Chains(await jobs.find({ 'chain.id': { $in: ids } }, { session, projection }).toArray())
  }

  /** An earlier one of its chain is not over. */
  waits(job: Pick<JobDocument, 'chain'>): boolean {
    return this.#chainOf(job).some((link) => position(link) < position(job) && !goesOn(link))
  }

  moved(job: Pick<JobDocument, '_id' | 'chain'>, state: Link['state']): void {
    const chain = this.#chainOf(job)
    const index = chain.findIndex(({ _id }) => _id === job._id)
    if (index >= 0) chain[index] = { ...chain[index]!, state }
  }

  /** Where it let the next one go on, and that waits, that is ready. */
  release(job: Pick<JobDocument, '_id' | 'chain'>): void {
    const chain = this.#chainOf(job)
    const self = chain.find(({ _id }) => _id === job._id)
    if (self === undefined || !goesOn(self)) return
    const next = chain.find((link) => position(link) > position(job) && !goesOn(link))
    if (next?.state !== 'waiting') return
    this.moved(next, 'ready')
    this.#released.push(next)
  }

  /** What was released, and which of those that wait hold their ordering key. */
  updates(): JobUpdate[] {
    const released = this.#released.map(({ _id, runAt }): JobUpdate => {
      return { updateOne: { filter: { _id, state: 'waiting' }, update: { $set: { state: 'ready', dueAt: runAt } } } }
    })
    return [...released, ...this.#changedHolds().map(toHoldUpdate)]
  }

  /** Keys that Jobs of the chains give up. */
  freedKeys(): (string | undefined)[] {
    return this.#changedHolds().map(({ heldKey }) => heldKey)
  }

  #changedHolds(): Link[] {
    return [...this.#chains.values()].flatMap((chain) =>
      chain.filter((link) => {
        if (link.state !== 'waiting' || link.orderingKey === undefined) return false
        return (link.heldKey === undefined) !== isAbandoned(link, chain)
      }),
    )
  }

  #chainOf({ chain }: Pick<JobDocument, 'chain'>): Link[] {
    return (chain && this.#chains.get(chain.id)) ?? []
  }
}

function toHoldUpdate({ _id, orderingKey, heldKey }: Link): JobUpdate {
  const update = heldKey === undefined ? { $set: { heldKey: orderingKey! } } : { $unset: { heldKey: '' as const } }
  return { updateOne: { filter: { _id, state: 'waiting' }, update } }
}

function position({ chain }: Pick<JobDocument, 'chain'>): number {
  return chain?.position ?? 0
}

/** The next of its chain does not wait for it. */
export function goesOn({ state, continueOnError }: Pick<JobDocument, 'state' | 'continueOnError'>): boolean {
  return state === 'completed' || state === 'discarded' || (state === 'dead' && continueOnError)
}

/** It waits for one that is dead and lets later Jobs of its key go on. */
function isAbandoned(job: Link, chain: readonly Link[]): boolean {
  return chain.some(
    (link) => position(link) < position(job) && link.state === 'dead' && link.onDead === 'skip' && !goesOn(link),
  )
}
