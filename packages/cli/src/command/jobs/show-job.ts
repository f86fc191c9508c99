import type { JobDetails } from '@triggerkit/core'
import { CliError } from '../../exit/cli-error.ts'
import { exitCodes } from '../../exit/exit-codes.ts'
import { toJsonText } from '../../terminal/json-text.ts'
import { safeLine, safeText } from '../../terminal/safe-text.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import type { AddCommand } from '../command-context.ts'
import { stateCell } from './list-jobs.ts'
import { readJobId, withOutbox } from './with-outbox.ts'

/** `triggerkit jobs show` */
export const addJobShowCommand: AddCommand = (jobs, run) => {
  jobs
    .command('show')
    .description('One Job with its input, its attempts and their errors. Secrets are shown by their names.')
    .argument('<id>', 'id of the Job', (id: string) => readJobId(id).join())
    .action(
      run((context, _, [id = '']) =>
        withOutbox(context, async (triggers) => {
          const { terminal } = context
          const job = await triggers.jobs.get(id)
          if (job === undefined) throw noJob(id)
          terminal.answer(job, () => printJob(terminal, job))
          return exitCodes.fine
        }),
      ),
    )
}

function noJob(id: string): CliError {
  const message = `There is no Job ${JSON.stringify(id)}. See triggerkit jobs list.`
  return new CliError({ code: 'NOT_FOUND', message, exitCode: 1 })
}

function printJob(terminal: Terminal, job: JobDetails): void {
  const { input, context, result, history, state, error, ...members } = job
  const texts = Object.entries(members).map(([name, value]) => [name, textOf(value)])
  terminal.table(['', ''], [['state', stateCell(terminal, state)], ...texts.map((row) => row as [string, string])])
  for (const [name, value] of Object.entries({ input, context, result }))
    if (value !== undefined) terminal.line(`\n${name}\n${safeText(toJsonText(value, 2))}`)
  if (history.length === 0) return
  terminal.line('\nattempts')
  terminal.table(
    ['began', 'took', 'outcome', 'worker', 'error'],
    history.map(({ startedAt, endedAt, outcome, worker = '', error: failure }) => [
      new Date(startedAt).toISOString(),
      `${endedAt - startedAt} ms`,
      { text: outcome, paint: outcome === 'completed' ? terminal.paint.green : terminal.paint.red },
      worker,
      failure === undefined ? '' : `${failure.code ?? failure.name}: ${failure.message}`,
    ]),
  )
  if (error !== undefined) terminal.line(`\n${terminal.paint.red('last error')} ${safeLine(error)}`)
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : toJsonText(value)
}
