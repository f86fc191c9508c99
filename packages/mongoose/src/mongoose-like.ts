import type { ClientSession, mongo } from 'mongoose'

/** A document as the driver gives it. */
export type Document = Record<string, unknown>

/** A method of a collection as the driver has it. */
export type Method = (...args: unknown[]) => unknown

export interface CursorLike extends AsyncIterable<Document> {
  toArray(): Promise<Document[]>
}

/** What Mongoose puts round the driver's collection; every write of a model goes through its methods. */
export interface CollectionLike {
  readonly name: string
  readonly conn: ConnectionLike
  [method: string]: unknown
}

export interface ConnectionLike {
  readonly base: MongooseLike
  readonly models: Record<string, ModelLike>
  readonly readyState: number
  readonly name?: string
  /** Absent before it has connected. */
  readonly db?: mongo.Db
  asPromise(): Promise<unknown>
  startSession(options?: object): Promise<ClientSession>
  getClient(): ClientLike
  bulkWrite?: Method
}

interface ClientLike {
  readonly options?: { directConnection?: boolean }
  readonly topology?: { readonly description: { readonly servers: ReadonlyMap<string, { readonly type: string }> } }
  bulkWrite?: Method
}

export interface MongooseLike {
  readonly version: string
  readonly transactionAsyncLocalStorage?: { run<T>(store: object | undefined, work: () => T): T }
  trusted<T extends object>(filter: T): T
  readonly driver: { get(): Record<string, unknown> }
  readonly mongo: MongoLike
}

/** The driver's own exports. */
export interface MongoLike {
  ObjectId: new (text?: string) => object
  Decimal128: { fromString(text: string): object }
  BSON: {
    serialize(value: object, options: object): Uint8Array
    deserialize(bytes: Uint8Array, options: object): Document
  }
  MongoBulkWriteError: new (error: object, result: unknown) => Error
  MongoClientBulkWriteError: new (error: object) => Error
}

/** A type in a schema. */
export interface SchemaTypeLike {
  readonly instance: string
  readonly options: { select?: unknown; [name: string]: unknown }
  readonly schema?: SchemaLike
  /** Of a String's `enum`. */
  readonly enumValues?: readonly unknown[]
  readonly defaultValue?: unknown
  readonly isRequired?: boolean
  readonly $isMongooseArray?: boolean
  readonly $isSingleNested?: boolean
}

export interface SchemaLike {
  readonly options: {
    discriminatorKey?: string
    versionKey?: unknown
    timestamps?: unknown
    [name: string]: unknown
  }
  readonly paths: Record<string, SchemaTypeLike>
  readonly plugins: readonly { fn: (...args: never[]) => unknown }[]
  readonly discriminatorMapping?: { key: string; value: unknown; isRoot: boolean }
  on(event: 'init', listener: (model: ModelLike) => void): unknown
  /** A copy, of the schemas of a given copy of Mongoose. */
  _clone?(...args: unknown[]): SchemaLike
}

/** A Mongoose document, as far as triggers alter one. */
export interface DocumentLike {
  readonly _id: unknown
  $set(path: string, value: unknown, options?: object): unknown
  unmarkModified(path: string): void
  toObject(options?: object): Document
  toBSON(): Document
  readonly $__: { validationError?: { errors: Record<string, Error> } }
}

export interface ModelLike {
  readonly modelName: string
  readonly schema: SchemaLike
  readonly db: ConnectionLike
  readonly collection: CollectionLike
  readonly base: MongooseLike
  readonly prototype: object
  readonly discriminators?: Record<string, ModelLike>
  readonly baseModelName?: string
  hydrate(document: object): DocumentLike
  insertMany: Method
  useConnection?: Method
  discriminator: Method
  buildBulkWriteOperations: (documents: DocumentLike[], ...rest: unknown[]) => Document[]
  find(filter: null, projection: null, options: object): { cast(model: ModelLike, filter: Document): Document }
  updateMany(filter: object, update: object, options: object): Promise<{ modifiedCount: number; matchedCount: number }>
  deleteMany(filter: object, options: object): Promise<{ deletedCount: number }>
}
