import { MongoError } from '../mongo-error.ts'
import type { Document } from '../value/bson-value.ts'
import { type CommandContext, unblocked } from './command.ts'

/** An error as `writeErrors` tells it. */
export function toWriteError(error: unknown, index: number): Document {
  if (!(error instanceof MongoError)) throw error
  return { index, code: error.code, errmsg: error.message, ...error.details }
}

/**
 * Runs the statements of a write command one after the other. One that fails ends an ordered command, and a transaction with it; the error of a
 * conflict is the whole command's.
 */
export async function runStatements(
  context: CommandContext,
  count: number,
  ordered: boolean,
  statement: (index: number) => void,
): Promise<Document[]> {
  const writeErrors: Document[] = []
  for (let index = 0; index < count; index++) {
    try {
      await unblocked(context, () => statement(index))
    } catch (error) {
      if (error instanceof MongoError && error.labels.includes('TransientTransactionError')) throw error
      writeErrors.push(toWriteError(error, index))
      if (context.transaction !== undefined) {
        context.session!.abortNow()
        break
      }
      if (ordered) break
    }
  }
  return writeErrors
}
