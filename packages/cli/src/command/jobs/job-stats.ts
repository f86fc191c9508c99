import type { JobState, OutboxStats } from '@triggerkit/core'
import { exitCodes } from '../../exit/exit-codes.ts'
import { safeLine } from '../../terminal/safe-text.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import type { AddCommand } from '../command-context.ts'
import { stateCell } from './list-jobs.ts'
import { withOutbox } from './with-outbox.ts'

/** `triggerkit jobs stats` */
export const addJobStatsCommand: AddCommand = (jobs, run) => {
  jobs
    .command('stats')
    .description('How many Jobs are in which state, how long the oldest has been due, what is paused, and who works.')
    .action(
      run((context) =>
        withOutbox(context, async (triggers) => {
          const { terminal } = context
          const stats = await triggers.jobs.stats()
          terminal.answer(stats, () => printStats(terminal, stats))
          return exitCodes.fine
        }),
      ),
    )
}

function printStats(terminal: Terminal, { counts, due, oldestDueMs, paused, workers }: OutboxStats): void {
  terminal.table(
    ['state', 'Jobs'],
    Object.entries(counts).map(([state, count]) => [stateCell(terminal, state as JobState), String(count)]),
  )
  const oldest = oldestDueMs === undefined ? '' : `, the oldest for ${(oldestDueMs / 1000).toFixed(1)} s`
  terminal.line(`\ndue now: ${due}${oldest}`)
  terminal.line(`workers: ${workers.length === 0 ? 'none' : workers.map(safeLine).join(', ')}`)
  if (paused.length > 0)
    terminal.line(`paused: ${paused.map(({ kind, name }) => `${kind} ${safeLine(name)}`).join(', ')}`)
}
