import { isTriggerkitError, type ProviderHealth, type Triggers } from '@triggerkit/core'
import { asError } from '../exit/as-error.ts'
import { exitCodes } from '../exit/exit-codes.ts'
import { inTime } from '../exit/in-time.ts'
import type { Cell, Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { withTold } from './load-stored.ts'
import { wholeNumber } from './options.ts'

interface PartHealth {
  part: 'store' | 'outbox' | 'executions'
  state: 'up' | 'down'
  error?: string
}

/** `triggerkit health` */
export const addHealthCommand: AddCommand = (program, run) => {
  program
    .command('health')
    .description(
      'Asks the store, the outbox, the history of executions and every provider whether they answer. Exit code 1 where one does not.',
    )
    .option('--timeout-ms <ms>', 'how long each of them may take', wholeNumber(1, 600_000), 5_000)
    .action(
      run(async ({ terminal, engine }, { timeoutMs }: { timeoutMs: number }) =>
        engine(async (triggers) => {
          const parts = (
            await Promise.all([storeHealth, outboxHealth, executionsHealth].map((ask) => ask(triggers, timeoutMs)))
          ).flat()
          const providers = await triggers.health({ timeoutMs })
          terminal.answer({ parts, providers }, () => printHealth(terminal, parts, providers))
          const isDown = [...parts, ...providers].some(({ state }) => state === 'down')
          return isDown ? exitCodes.findings : exitCodes.fine
        }),
      ),
    )
}

function storeHealth(triggers: Triggers, timeoutMs: number): Promise<PartHealth[]> {
  const ask = () => withTold(triggers, () => triggers.fetchAll())
  return partHealth({ part: 'store', absent: 'STORE_MISSING', timeoutMs }, ask)
}

function outboxHealth(triggers: Triggers, timeoutMs: number): Promise<PartHealth[]> {
  return partHealth({ part: 'outbox', absent: 'OUTBOX_ABSENT', timeoutMs }, () => triggers.outbox.verify())
}

function executionsHealth(triggers: Triggers, timeoutMs: number): Promise<PartHealth[]> {
  const ask = () => triggers.executions.verify()
  return partHealth({ part: 'executions', absent: 'EXECUTIONS_ABSENT', timeoutMs }, ask)
}

/** Nothing of a part that the engine does not have. */
async function partHealth(
  { part, absent, timeoutMs }: { part: PartHealth['part']; absent: string; timeoutMs: number },
  ask: () => Promise<unknown>,
): Promise<PartHealth[]> {
  try {
    await inTime(ask(), timeoutMs)
    return [{ part, state: 'up' }]
  } catch (thrown) {
    const error = asError(thrown)
    if (isTriggerkitError(error) && error.code === absent) return []
    return [{ part, state: 'down', error: error.message }]
  }
}

function printHealth(terminal: Terminal, parts: readonly PartHealth[], providers: readonly ProviderHealth[]): void {
  const { paint } = terminal
  const colors = { up: paint.green, down: paint.red, unknown: paint.yellow }
  const rows: Cell[][] = [
    ...parts.map(({ part, state, error = '' }): Cell[] => [part, '', { text: state, paint: colors[state] }, '', error]),
    ...providers.map(({ family, tag, provider, state, durationMs, error = '' }): Cell[] => [
      tag === undefined ? family : `${family} ${tag}`,
      provider ?? '',
      { text: state, paint: colors[state] },
      state === 'unknown' ? '' : `${Math.round(durationMs)} ms`,
      error,
    ]),
  ]
  if (rows.length === 0) terminal.line('The engine has no store, no outbox and no provider.')
  else terminal.table(['part', 'provider', 'state', 'answered in', ''], rows)
}
