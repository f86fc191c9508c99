import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import type { Document } from '../value/bson-value.ts'
import type { Command, CommandContext, ServerState } from './command.ts'
import { commands } from './commands.ts'
import { assertKnown, documentOption } from './options.ts'
import { numberOf } from './session-commands.ts'

/** What every command may carry. */
const COMMON = [
  '$db',
  'lsid',
  'txnNumber',
  'startTransaction',
  'autocommit',
  'readConcern',
  'writeConcern',
  '$clusterTime',
]
COMMON.push('$readPreference', 'maxTimeMS', 'comment', 'topologyVersion')

/** The answer to a command; `close` where the connection is to be closed instead. */
export async function runCommand(state: ServerState, body: Document): Promise<Document | 'close'> {
  const [name = ''] = Object.keys(body)
  let context: CommandContext | undefined
  try {
    if (state.failPoint.check(name) === 'close') return 'close'
    const command = commands.get(name)
    if (command === undefined)
      throw new MongoError(ErrorCode.commandNotFound, `no such command: '${name}' (in this test server)`)
    assertKnown(name, body, [name, ...COMMON, ...command.fields])
    assertConcerns(body)
    context = { ...state, name, body, database: String(body.$db ?? 'admin') }
    return await runInSession(context, command)
  } catch (error) {
    // A transaction does not survive the failure of one of its operations; a commit that failed may be tried again.
    if (context?.transaction !== undefined) context.session?.abortNow()
    return toErrorReply(error)
  }
}

async function runInSession(context: CommandContext, command: Command): Promise<Document> {
  const { body, name, sessions, topology } = context
  const lsid = body.lsid as Document | undefined
  if (lsid !== undefined) context.session = sessions.get(lsid)
  if (body.txnNumber === undefined || context.session === undefined) return command.run(context)
  if (topology.replicaSet === undefined)
    throw new MongoError(
      ErrorCode.illegalOperation,
      'Transaction numbers are only allowed on a replica set member or mongos',
    )
  const number = numberOf(body)
  if (body.autocommit === false) {
    if (name === 'commitTransaction' || name === 'abortTransaction') return command.run(context)
    const transaction = context.session.join(number, body.startTransaction === true)
    context.transaction = transaction
    if (!command.inTransaction)
      throw new MongoError(
        ErrorCode.operationNotSupportedInTransaction,
        `Cannot run '${name}' in a multi-document transaction.`,
      )
    return command.run(context)
  }
  const answered = context.session.answered(number)
  if (answered !== undefined) return answered
  const answer = await command.run(context)
  context.session.remember(answer)
  return answer
}

function assertConcerns(body: Document): void {
  const { level = 'local', afterClusterTime: _after, ...others } = documentOption(body, 'readConcern')
  if (
    !['local', 'available', 'majority', 'snapshot', 'linearizable'].includes(String(level)) ||
    Object.keys(others).length > 0
  )
    throw notSupported(`The read concern ${JSON.stringify(body.readConcern)}`)
  const { w = 1 } = documentOption(body, 'writeConcern')
  if (!['0', '1', 'majority'].includes(String(w))) throw notSupported(`The write concern w: ${String(w)}`)
}

function toErrorReply(error: unknown): Document {
  if (!(error instanceof MongoError))
    return {
      ok: 0,
      code: 8,
      codeName: 'UnknownError',
      errmsg: `The test server failed: ${String((error as Error)?.stack ?? error)}`,
    }
  const { code, codeName, message, labels, details } = error
  return { ok: 0, code, codeName, errmsg: message, ...details, ...(labels.length > 0 && { errorLabels: labels }) }
}
