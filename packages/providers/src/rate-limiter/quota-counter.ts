import type { QuotaAnswer, QuotaUse } from '@triggerkit/core'
import type { Limiters } from './open-limiters.ts'
import { markerKey, type QuotaWindow, userKey, windowOf } from './quota-window.ts'
import type { Quota } from './quotas-options.ts'

/** Attempts of a use that was refused for what another one had taken and gave back. */
const maxAttempts = 4

/** One use of one quota. */
export class QuotaCounter {
  readonly #limiters: Limiters
  readonly #name: string
  readonly #quota: Quota
  readonly #use: QuotaUse
  readonly #window: QuotaWindow

  constructor(limiters: Limiters, name: string, quota: Quota, use: QuotaUse) {
    this.#limiters = limiters
    this.#name = name
    this.#quota = quota
    this.#use = use
    this.#window = windowOf(name, quota, use.key, Date.now())
  }

  /** Takes nothing. */
  async check(): Promise<QuotaAnswer> {
    const [used, blockedMs] = await this.#read()
    return this.#answer(used, blockedMs)
  }

  /**
   * Takes first and looks afterwards: what two uses add up to is seen by the later one, which gives back what it took. Only then it is marked that
   * the key has taken. A process that dies in between has taken without a mark, and another attempt takes once more: never too much is granted.
   */
  async consume(idempotencyKey: string, rememberSeconds: number): Promise<QuotaAnswer> {
    const { markers } = this.#limiters
    const marker = markerKey(this.#name, this.#use.key, idempotencyKey)
    const [[before, blockedMs], known] = await Promise.all([this.#read(), markers.get(marker)])
    if (known !== null && known.consumedPoints > 0) return { allowed: true, remaining: this.#remaining(before) }
    let used = before
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const answer = this.#answer(used, blockedMs)
      if (!answer.allowed) return this.#refuse(answer, blockedMs)
      used = await this.#add()
      if (used <= this.#quota.points) return this.#mark(used, marker, rememberSeconds)
      used = await this.#giveBack()
    }
    return this.#refuse({ allowed: false, remaining: this.#remaining(used), retryAfterMs: this.#window.endsInMs }, 0)
  }

  async #read(): Promise<[used: number, blockedMs: number]> {
    const { counters, blocks } = this.#limiters
    const [counted, block] = await Promise.all([
      counters.get(this.#window.key),
      this.#quota.blockSeconds === undefined ? null : blocks.get(userKey(this.#name, this.#use.key)),
    ])
    return [counted?.consumedPoints ?? 0, block === null ? 0 : Math.max(0, block.msBeforeNext)]
  }

  #answer(used: number, blockedMs: number): QuotaAnswer {
    const { points } = this.#quota
    const { amount } = this.#use
    if (amount > points) return { allowed: false, remaining: this.#remaining(used) }
    if (blockedMs > 0) return { allowed: false, remaining: 0, retryAfterMs: blockedMs }
    if (used + amount <= points) return { allowed: true, remaining: this.#remaining(used) }
    return { allowed: false, remaining: this.#remaining(used), retryAfterMs: this.#window.endsInMs }
  }

  async #add(): Promise<number> {
    const { key, keepSeconds } = this.#window
    return (await this.#limiters.counters.penalty(key, this.#use.amount, { customDuration: keepSeconds }))
      .consumedPoints
  }

  async #giveBack(): Promise<number> {
    const { key, keepSeconds } = this.#window
    return (await this.#limiters.counters.reward(key, this.#use.amount, { customDuration: keepSeconds })).consumedPoints
  }

  /** Where another attempt under the same key was at it at the same time, the later one gives back. */
  async #mark(used: number, marker: string, rememberSeconds: number): Promise<QuotaAnswer> {
    const customDuration = Math.max(rememberSeconds, this.#window.keepSeconds)
    const marked = await this.#limiters.markers.penalty(marker, 1, { customDuration })
    const left = marked.consumedPoints > 1 ? await this.#giveBack() : used
    return { allowed: true, remaining: this.#remaining(left) }
  }

  async #refuse(answer: QuotaAnswer, blockedMs: number): Promise<QuotaAnswer> {
    const { blockSeconds } = this.#quota
    if (blockSeconds === undefined || blockedMs > 0 || answer.retryAfterMs === undefined) return answer
    await this.#limiters.blocks.set(userKey(this.#name, this.#use.key), 1, blockSeconds)
    return { allowed: false, remaining: 0, retryAfterMs: blockSeconds * 1_000 }
  }

  #remaining(used: number): number {
    return Math.min(this.#quota.points, Math.max(0, this.#quota.points - used))
  }
}
