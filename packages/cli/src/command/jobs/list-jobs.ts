import type { JobView } from '@triggerkit/core'
import { exitCodes } from '../../exit/exit-codes.ts'
import { safeLine } from '../../terminal/safe-text.ts'
import type { Cell, Terminal } from '../../terminal/terminal.ts'
import type { AddCommand } from '../command-context.ts'
import { wholeNumber } from '../options.ts'
import { addSelectionOptions, type SelectionOptions, selectionOf } from './selection.ts'
import { withOutbox } from './with-outbox.ts'

/** `triggerkit jobs list` */
export const addJobListCommand: AddCommand = (jobs, run) => {
  const command = jobs
    .command('list')
    .description('Jobs, the newest first, page by page.')
    .option('--limit <count>', 'at most so many', wholeNumber(1, 10_000), 50)
    .option('--cursor <cursor>', 'the next page: what the one before ended with')
  addSelectionOptions(command).action(
    run((context, options: SelectionOptions & { limit: number; cursor?: string }) =>
      withOutbox(context, async (triggers) => {
        const { terminal } = context
        const { limit, cursor } = options
        const page = await triggers.jobs.list({ ...selectionOf(options), limit, cursor })
        terminal.answer(page, () => printPage(terminal, page))
        return exitCodes.fine
      }),
    ),
  )
}

function printPage(terminal: Terminal, { jobs, cursor }: { jobs: JobView[]; cursor?: string }): void {
  if (jobs.length === 0) {
    terminal.line('No Jobs.')
    return
  }
  terminal.table(
    ['id', 'state', 'trigger', 'action', 'row', 'attempts', 'due or ended', 'last error'],
    jobs.map((job) => jobRow(terminal, job)),
  )
  if (cursor !== undefined) terminal.line(`\nMore of them: --cursor ${safeLine(cursor)}`)
}

const longestError = 60

function jobRow(terminal: Terminal, job: JobView): Cell[] {
  const { id, trigger, action, table, key, attempts, maxAttempts, runAt, finishedAt, error = '' } = job
  return [
    id,
    stateCell(terminal, job.state),
    trigger,
    action,
    `${table} ${key}`.trim(),
    `${attempts} of ${maxAttempts}`,
    (finishedAt ?? runAt).toISOString(),
    error.length > longestError ? `${error.slice(0, longestError - 1)}…` : error,
  ]
}

/** A state in the colour that says how good it is. */
export function stateCell({ paint }: Terminal, state: JobView['state']): Cell {
  const colors: Partial<Record<JobView['state'], (text: string) => string>> = {
    completed: paint.green,
    dead: paint.red,
    discarded: paint.dim,
    leased: paint.cyan,
  }
  return { text: state, paint: colors[state] ?? String }
}
