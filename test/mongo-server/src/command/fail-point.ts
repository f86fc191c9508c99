import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import type { Document } from '../value/bson-value.ts'
import { toPlain } from '../value/plain-value.ts'

interface Failure {
  commands: readonly string[]
  times: number
  closes: boolean
  error?: { code: number; labels: readonly string[] }
}

/** The fail point `failCommand`, as servers have it with `enableTestCommands`: makes commands fail, for tests of what drivers do then. */
export class FailPoint {
  #failure: Failure | undefined

  configure(body: Document): void {
    const {
      configureFailPoint: name,
      mode,
      data = {},
    } = toPlain(body) as {
      configureFailPoint: string
      mode: 'off' | 'alwaysOn' | { times: number }
      data?: { failCommands?: string[]; errorCode?: number; errorLabels?: string[]; closeConnection?: boolean }
    }
    if (name !== 'failCommand') throw notSupported(`The fail point ${name}`)
    const { failCommands = [], errorCode, errorLabels = [], closeConnection = false, ...others } = data
    const unknown = Object.keys(others)[0]
    if (unknown !== undefined) throw notSupported(`${unknown} of failCommand`)
    this.#failure =
      mode === 'off'
        ? undefined
        : {
            commands: failCommands,
            times: mode === 'alwaysOn' ? Number.POSITIVE_INFINITY : mode.times,
            closes: closeConnection,
            ...(errorCode !== undefined && { error: { code: errorCode, labels: errorLabels } }),
          }
  }

  /**
   * Called for each command.
   *
   * @throws MongoError where it is to fail; gives `close` where its connection is to be closed.
   */
  check(name: string): 'close' | undefined {
    const failure = this.#failure
    if (failure === undefined || failure.times <= 0 || !failure.commands.includes(name)) return undefined
    failure.times--
    if (failure.closes) return 'close'
    if (failure.error === undefined) return undefined
    const { code, labels } = failure.error
    const [, codeName] = Object.values(ErrorCode).find(([known]) => known === code) ?? [code, `Location${code}`]
    throw new MongoError([code, codeName], `Failing command via 'failCommand' failpoint`, { labels })
  }
}
