import type { NormalizedTrigger, SkippedTrigger } from '@triggerkit/core'
import { exitCodes } from '../exit/exit-codes.ts'
import type { Cell, Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { loadStored } from './load-stored.ts'

/** `triggerkit list` */
export const addListCommand: AddCommand = (program, run) => {
  program
    .command('list')
    .description('The triggers, of code and store: what they listen to and do, and whether they are on.')
    .option('--table <name>', 'only those that name this table, or all tables')
    .option('--stored', 'only those of the store')
    .action(
      run(async ({ terminal, engine }, { table, stored }: { table?: string; stored?: boolean }) =>
        engine(async (triggers) => {
          const skipped = (await loadStored(triggers))?.skipped ?? []
          const found = triggers
            .registered()
            .filter(({ origin }) => !stored || origin === 'stored')
            .filter(({ tables }) => table === undefined || tables.includes(table) || tables.includes('*'))
          const told = {
            triggers: found,
            skipped: skipped.map(({ tag, version, error }) => ({ tag, version, error: error.message })),
          }
          terminal.answer(told, () => printTriggers(terminal, found, skipped))
          return exitCodes.fine
        }),
      ),
    )
}

function printTriggers(
  terminal: Terminal,
  triggers: readonly NormalizedTrigger[],
  skipped: readonly SkippedTrigger[],
): void {
  const { paint } = terminal
  const rows = triggers.map((trigger): Cell[] => {
    const { tag, tables, events, actions, origin, version, enabled, priority } = trigger
    return [
      { text: tag, paint: enabled ? paint.bold : paint.dim },
      tables.join(', '),
      events.join(', '),
      actions.map(({ type, timing }) => (timing === 'queued' ? `${type} (queued)` : type)).join(', '),
      origin === 'stored' ? `store, version ${version}` : 'code',
      String(priority),
      enabled ? { text: 'on', paint: paint.green } : { text: 'off', paint: paint.dim },
    ]
  })
  if (rows.length === 0) terminal.line('No triggers.')
  else terminal.table(['trigger', 'tables', 'events', 'actions', 'from', 'priority', ''], rows)
  if (skipped.length === 0) return
  terminal.line(`\n${paint.red('Not active, because they are wrong')} (see triggerkit check):`)
  terminal.table(
    ['trigger', 'version'],
    skipped.map(({ tag, version }) => [tag, String(version)]),
  )
}
