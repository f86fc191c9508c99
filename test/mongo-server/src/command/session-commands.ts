import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { Document } from '../value/bson-value.ts'
import type { Command, CommandContext } from './command.ts'
import { documentsOption } from './options.ts'

export const endSessions: Command = {
  fields: [],
  run: ({ body, sessions, name }) => {
    for (const lsid of documentsOption(body, name)) sessions.end(lsid)
    return { ok: 1 }
  },
}

export const refreshSessions: Command = { fields: [], run: () => ({ ok: 1 }) }

export const commitTransaction: Command = {
  fields: ['recoveryToken'],
  run: (context) => {
    const { session, number } = transactionOf(context)
    session.commit(number)
    return { ok: 1 }
  },
}

export const abortTransaction: Command = {
  fields: ['recoveryToken'],
  run: (context) => {
    const { session, number } = transactionOf(context)
    session.abort(number)
    return { ok: 1 }
  },
}

function transactionOf({ session, body, name }: CommandContext): {
  session: NonNullable<CommandContext['session']>
  number: bigint
} {
  if (session === undefined || body.autocommit !== false)
    throw new MongoError(ErrorCode.invalidOptions, `${name} must be run within a transaction`)
  return { session, number: numberOf(body) }
}

/** The number of a transaction, or of a retryable write, in its session. */
export function numberOf({ txnNumber }: Document): bigint {
  return (txnNumber as { toBigInt(): bigint }).toBigInt()
}
