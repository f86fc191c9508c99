import type { RowUpdate } from '@triggerkit/core/adapter'
import type { Document } from '../mongoose-like.ts'

/** An update of the core is MongoDB's own; it keeps Mongoose from turning bare fields into one. */
export function toMongoUpdate(update: RowUpdate): Document {
  return Object.fromEntries(Object.entries(update).filter(([, fields]) => Object.keys(fields as object).length > 0))
}
