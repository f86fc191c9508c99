import type { CollectionLike, Document, MongooseLike } from '../mongoose-like.ts'

/** The document as a reader will get it: once through BSON, as the driver sends and reads it. */
export function asStored({ mongo }: MongooseLike, collection: CollectionLike, document: Document): Document {
  const { bsonOptions } = (collection.collection ?? {}) as { bsonOptions?: { ignoreUndefined?: boolean } }
  const bytes = mongo.BSON.serialize(document, { ignoreUndefined: bsonOptions?.ignoreUndefined ?? false })
  return mongo.BSON.deserialize(bytes, { ...bsonOptions })
}
