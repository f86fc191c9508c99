import {
  type AlterationGroup,
  groupByAlteration,
  type LookedRow,
  type LookRequest,
  type Row,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  type Write,
  WriteConflictError,
} from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { idText, MongooseWrite, narrowFilter } from './mongoose-write.ts'

/** What the collection's methods answer: counts, or a document. */
export type Answer = Document | null | undefined

const unchanged = { acknowledged: true, matchedCount: 1, modifiedCount: 0, upsertedId: null, upsertedCount: 0 }

/** `updateOne/Many`, `replaceOne`, `deleteOne/Many`, `findOneAnd…`: documents that a filter finds. */
export abstract class CriteriaWrite extends MongooseWrite implements Write<ClientSession> {
  abstract override readonly operation: 'update' | 'delete' | 'upsert'
  #answers: Answer[] = []
  #isThere = false

  async *look(handle: ClientSession | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const { filter = {}, options } = this.call
    // One after the other by their key, which no trigger changes; the one of `updateOne` as the database itself would choose it.
    const order = this.isOfMany
      ? { sort: { _id: 1 } }
      : { ...(options.sort !== undefined && { sort: options.sort }), limit: 1 }
    // Without transactions nothing is written before every document is vetted (R10).
    const batchSize = handle?.inTransaction() ? request.batchSize : Number.POSITIVE_INFINITY
    for await (const batch of this.find(handle, filter, { ...order, batchSize })) {
      this.#isThere = true
      yield await this.toRows(handle, batch, request)
    }
  }

  async write(handle: ClientSession | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    if (rows.length === 0) {
      // A document that saves itself has done so, when triggers dropped it, too.
      if (this.#isThere && this.call.held?.[0] !== undefined) this.#answers.push({ ...unchanged })
      else if (this.#answers.length === 0)
        this.#answers.push((await this.send(handle, this.ofNone(), this.optionsOfNone)) as Answer)
      return []
    }
    const seen: SeenRow[] = []
    for (const { alteration, rows: some } of this.groups(rows)) {
      const answer = (await this.send(handle, this.toSend(some, this.cast(alteration)))) as Answer
      this.#answers.push(answer)
      this.assertAll(answer, some)
      seen.push(...(await this.see(handle, some, request, this.cast(alteration))))
    }
    return seen
  }

  result(): unknown {
    return mergeAnswers(this.#answers)
  }

  reset(): void {
    this.#answers = []
    this.#isThere = false
  }

  /** Documents that one statement can write. */
  protected groups(rows: VettedRow[]): AlterationGroup[] {
    return groupByAlteration(rows)
  }

  protected answered(answer: Answer): void {
    this.#answers.push(answer)
  }

  protected get isOfMany(): boolean {
    return this.call.method.endsWith('Many')
  }

  protected abstract toRows(
    handle: ClientSession | undefined,
    documents: Document[],
    request: LookRequest,
  ): Promise<LookedRow[]>

  /** What to send for documents that are altered alike. */
  protected abstract toSend(rows: readonly VettedRow[], alteration: Row | undefined): Partial<MongooseWrite['call']>

  protected abstract see(
    handle: ClientSession | undefined,
    rows: readonly VettedRow[],
    request: SeeRequest,
    alteration: Row | undefined,
  ): Promise<SeenRow[]>

  protected narrowed(rows: readonly VettedRow[]): Document {
    return narrowFilter(
      this.call.filter ?? {},
      rows.map(({ key }) => key!._id),
    )
  }

  /** What gives the caller the answer to a write that finds nothing. */
  protected ofNone(): Partial<MongooseWrite['call']> {
    return { filter: narrowFilter(this.call.filter ?? {}, []) }
  }

  protected get optionsOfNone(): Document {
    return {}
  }

  /** Fewer than vetted: somebody else has been there since the look (R11). */
  protected assertAll(answer: Answer, rows: readonly VettedRow[]): void {
    const found = countOf(answer, this.call)
    if (found !== undefined && found < rows.length)
      throw new WriteConflictError({ table: this.table.name, expected: rows.length, found })
  }
}

/** How many documents an answer speaks of; undefined where it does not say. */
function countOf(answer: Answer, { method, options }: MongooseWrite['call']): number | undefined {
  if (method.startsWith('findOneAnd')) return (options.includeResultMetadata ? answer?.value : answer) == null ? 0 : 1
  const count = method.startsWith('delete') ? answer?.deletedCount : answer?.matchedCount
  return typeof count === 'number' && answer?.acknowledged !== false ? count : undefined
}

const counts = ['matchedCount', 'modifiedCount', 'upsertedCount', 'deletedCount']

/** One answer of several statements' counts. */
function mergeAnswers(answers: readonly Answer[]): Answer {
  const [first, ...rest] = answers
  if (rest.length === 0 || first == null) return first
  const merged = { ...first }
  for (const answer of rest)
    for (const name of counts)
      if (typeof merged[name] === 'number') merged[name] = (merged[name] as number) + Number(answer?.[name] ?? 0)
  return merged
}

export function byId(documents: ReadonlyMap<string, Document>, row: VettedRow): Document | undefined {
  return documents.get(idText(row.key!._id))
}
