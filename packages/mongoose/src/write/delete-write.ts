import type { LookedRow, SeenRow, VettedRow, Write } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { copyDocument } from '../row/paths.ts'
import { CriteriaWrite } from './criteria-write.ts'
import { methodInOne } from './direct-write.ts'
import type { MongooseWrite } from './mongoose-write.ts'

/** `deleteOne`, `deleteMany`, `findOneAndDelete`. */
export class DeleteWrite extends CriteriaWrite {
  readonly operation = 'delete'

  /** One command deletes the document and gives it as it was. */
  get writeDirectly(): Write<ClientSession>['writeDirectly'] {
    return methodInOne(this.call) !== undefined ? this.writeInOne : undefined
  }

  readonly directNeedsTransaction = false

  protected async *writeInOne(handle: ClientSession | undefined): AsyncIterable<SeenRow[]> {
    const { method } = this.call
    const record = await this.sendInOne(handle, methodInOne(this.call)!)
    const isFind = method === 'findOneAndDelete'
    this.answered(
      isFind ? record && copyDocument(record) : { acknowledged: true, deletedCount: record === null ? 0 : 1 },
    )
    if (record !== null) yield [{ operation: 'delete', key: { _id: record._id }, record, previousRecord: record }]
  }

  protected async toRows(_handle: ClientSession | undefined, documents: Document[]): Promise<LookedRow[]> {
    return documents.map((previous) => ({
      operation: 'delete' as const,
      key: { _id: previous._id },
      previous,
      next: previous,
    }))
  }

  protected toSend(rows: readonly VettedRow[]): Partial<MongooseWrite['call']> {
    return { filter: this.narrowed(rows) }
  }

  protected async see(_handle: ClientSession | undefined, rows: readonly VettedRow[]): Promise<SeenRow[]> {
    return rows.map(({ key, previous }) => ({
      operation: 'delete' as const,
      key: key!,
      record: previous!,
      previousRecord: previous!,
    }))
  }
}
