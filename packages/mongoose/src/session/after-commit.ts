import type { ClientSession } from 'mongoose'

type Work = () => Promise<unknown>
type SessionMethod = (...args: unknown[]) => Promise<unknown>

const waiting = new WeakMap<ClientSession, Work[]>()

/**
 * Runs `work` once the transaction that the session is in has committed, before its commit resolves; forgets it where the transaction is
 * aborted. For what may be left undone: its failure is no failure of the commit.
 */
export function afterCommit(session: ClientSession, work: Work): void {
  const known = waiting.get(session)
  if (known !== undefined) {
    known.push(work)
    return
  }
  const list: Work[] = [work]
  waiting.set(session, list)
  follow(session, list)
}

/** `withTransaction` and Mongoose go through the session's own methods. */
function follow(session: ClientSession, list: Work[]): void {
  const methods = session as unknown as Record<string, SessionMethod>
  const commit = methods.commitTransaction!.bind(session)
  const abort = methods.abortTransaction!.bind(session)
  const start = methods.startTransaction!.bind(session) as (...args: unknown[]) => void
  methods.startTransaction = ((...args: unknown[]): void => {
    start(...args)
    list.length = 0
  }) as never
  methods.commitTransaction = async (...args) => {
    const result = await commit(...args)
    for (const work of list.splice(0)) await work().catch(() => undefined)
    return result
  }
  methods.abortTransaction = (...args) => {
    list.length = 0
    return abort(...args)
  }
}
