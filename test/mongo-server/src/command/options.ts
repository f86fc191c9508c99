import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type Document, isDocument, isNumeric, isTruthy, member, toNumber } from '../value/bson-value.ts'
import type { CommandContext } from './command.ts'

/** A number in a command's body. */
export function numberOption(body: Document, name: string): number | undefined {
  const value = member(body, name)
  if (value === undefined) return undefined
  if (!isNumeric(value))
    throw new MongoError(ErrorCode.typeMismatch, `BSON field '${name}' is the wrong type, expected a number`)
  return toNumber(value)
}

export function flagOption(body: Document, name: string): boolean {
  return isTruthy(member(body, name))
}

/** A document that a command has to have. */
export function requiredDocument(body: Document, name: string): Document {
  if (member(body, name) === undefined)
    throw new MongoError([40414, 'Location40414'], `BSON field '${name}' is missing but a required field`)
  return documentOption(body, name)
}

/** A document in a command's body; an empty one where it is missing. */
export function documentOption(body: Document, name: string): Document {
  const value = member(body, name)
  if (value === undefined) return {}
  if (!isDocument(value))
    throw new MongoError(ErrorCode.typeMismatch, `BSON field '${name}' is the wrong type, expected an object`)
  return value
}

export function documentsOption(body: Document, name: string): Document[] {
  const value = member(body, name)
  if (!Array.isArray(value) || !value.every((each) => isDocument(each)))
    throw new MongoError(ErrorCode.typeMismatch, `BSON field '${name}' is the wrong type, expected an array of objects`)
  return value as Document[]
}

/** The collection that the command names. */
export function collectionName({ body, name }: CommandContext): string {
  const value = member(body, name)
  if (typeof value !== 'string')
    throw new MongoError(
      ErrorCode.invalidNamespace,
      `collection name has invalid type: the value of '${name}' has to be a string`,
    )
  return value
}

/** @throws MongoError where a member is none of these: what this server does not know it does not pass over. */
export function assertKnown(what: string, body: Document, known: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !known.includes(name) && member(body, name) !== undefined)
  if (unknown !== undefined) throw notSupported(`"${unknown}" of ${what}`)
}

export function assertNoCollation(body: Document): void {
  const collation = documentOption(body, 'collation')
  if (Object.keys(collation).length > 0 && collation.locale !== 'simple')
    throw notSupported('A collation other than "simple"')
}
