/** An error of the protocol: what a command answers with `ok: 0`, or a single write in `writeErrors`. */
export class MongoError extends Error {
  readonly code: number
  readonly codeName: string
  readonly labels: readonly string[]
  /** Further members of the answer, such as `keyPattern` and `keyValue`. */
  readonly details: Record<string, unknown>

  constructor(
    [code, codeName]: readonly [number, string],
    message: string,
    { labels = [], details = {} }: { labels?: readonly string[]; details?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.code = code
    this.codeName = codeName
    this.labels = labels
    this.details = details
  }
}

/** Codes and names of https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
export const ErrorCode = {
  badValue: [2, 'BadValue'],
  failedToParse: [9, 'FailedToParse'],
  typeMismatch: [14, 'TypeMismatch'],
  illegalOperation: [20, 'IllegalOperation'],
  indexNotFound: [27, 'IndexNotFound'],
  pathNotViable: [28, 'PathNotViable'],
  conflictingUpdateOperators: [40, 'ConflictingUpdateOperators'],
  cursorNotFound: [43, 'CursorNotFound'],
  namespaceExists: [48, 'NamespaceExists'],
  maxTimeExpired: [50, 'MaxTimeMSExpired'],
  dollarPrefixedFieldName: [52, 'DollarPrefixedFieldName'],
  commandNotFound: [59, 'CommandNotFound'],
  immutableField: [66, 'ImmutableField'],
  invalidOptions: [72, 'InvalidOptions'],
  invalidNamespace: [73, 'InvalidNamespace'],
  indexKeySpecsConflict: [86, 'IndexKeySpecsConflict'],
  writeConflict: [112, 'WriteConflict'],
  commandNotSupported: [115, 'CommandNotSupported'],
  transactionTooOld: [225, 'TransactionTooOld'],
  notImplemented: [238, 'NotImplemented'],
  noSuchTransaction: [251, 'NoSuchTransaction'],
  transactionCommitted: [256, 'TransactionCommitted'],
  operationNotSupportedInTransaction: [263, 'OperationNotSupportedInTransaction'],
  objectTooLarge: [10334, 'BSONObjectTooLarge'],
  duplicateKey: [11000, 'DuplicateKey'],
} as const

/** What this server does not do is this error, never a wrong answer. */
export function notSupported(what: string): MongoError {
  return new MongoError(
    ErrorCode.notImplemented,
    `${what} is not supported by this test server: run the suite against a real one (MONGODB_URI), or add it to test/mongo-server.`,
  )
}
