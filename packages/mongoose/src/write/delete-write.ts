import type { LookedRow, SeenRow, VettedRow } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { CriteriaWrite } from './criteria-write.ts'
import type { MongooseWrite } from './mongoose-write.ts'

/** `deleteOne`, `deleteMany`, `findOneAndDelete`. */
export class DeleteWrite extends CriteriaWrite {
  readonly operation = 'delete'

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
