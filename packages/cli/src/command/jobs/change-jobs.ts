import type { JobProgress, JobSelection, JobState, JobView, Triggers } from '@triggerkit/core'
import type { Command } from 'commander'
import { usageError } from '../../exit/cli-error.ts'
import { type ExitCode, exitCodes } from '../../exit/exit-codes.ts'
import { startProgress } from '../../terminal/progress.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import type { AddCommand, Runner } from '../command-context.ts'
import { moment } from '../options.ts'
import { addSelectionOptions, type SelectionOptions, selectionOf } from './selection.ts'
import { readJobId, withOutbox } from './with-outbox.ts'

interface ChangeOptions extends SelectionOptions {
  since?: string
  until?: string
  all?: boolean
  yes?: boolean
}

/** How Jobs are changed: one, and many. */
interface JobChange {
  readonly verb: 'retry' | 'discard'
  readonly done: 'retried' | 'discarded'
  /** States that a selection reaches. */
  readonly states: readonly JobState[]
  one(triggers: Triggers, id: string): Promise<boolean>
  many(triggers: Triggers, selection: JobSelection, progress: JobProgress): Promise<number>
}

const retry: JobChange = {
  verb: 'retry',
  done: 'retried',
  states: ['dead'],
  one: ({ jobs }, id) => jobs.retry(id),
  many: ({ jobs }, selection, progress) => jobs.retryAll(selection, progress),
}

const discard: JobChange = {
  verb: 'discard',
  done: 'discarded',
  states: ['ready', 'waiting', 'relayed', 'dead'],
  one: async ({ jobs }, id) => (await jobs.discard(id)) > 0,
  many: ({ jobs }, selection, progress) => jobs.discard({ ...selection, all: true }, progress),
}

/** More than so many are not counted before one is asked. */
const mostCounted = 10_000

/** `triggerkit jobs retry` */
export const addRetryCommand: AddCommand = (jobs, run) => {
  const command = jobs
    .command('retry')
    .description(
      'Makes dead Jobs ready again, as if they had never been tried: by id, or those that a selection names.',
    )
    .option('--since <time>', 'that died at or after: ISO 8601 with its time zone', moment)
    .option('--until <time>', 'that died before', moment)
  addChange(addSelectionOptions(command, []), run, retry)
}

/** `triggerkit jobs discard` */
export const addDiscardCommand: AddCommand = (jobs, run) => {
  const command = jobs
    .command('discard')
    .description(
      'Gives up Jobs that are neither finished nor running, and dead ones, with those after them in their chains: by id, or those that a ' +
        'selection names.',
    )
  addChange(addSelectionOptions(command, discard.states), run, discard)
}

function addChange(command: Command, run: Runner, change: JobChange): void {
  command
    .argument('[id...]', 'ids of Jobs', readJobId)
    .option('--all', 'every one, where nothing else is named')
    .option('--yes', 'without asking; needed where nobody can be asked')
    .action(
      run((context, options: ChangeOptions, ids) => {
        const selection = { ...selectionOf(options), ...momentsOf(options) }
        assertTarget(change, ids, selection, options)
        return withOutbox(context, (triggers) =>
          ids.length > 0
            ? changeById(context.terminal, triggers, change, ids)
            : changeMany(context.terminal, triggers, change, { selection, yes: options.yes === true }),
        )
      }),
    )
}

function momentsOf({ since, until }: ChangeOptions): object {
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) }
}

/** @throws CliError where it does not say, in one way, which Jobs are meant. */
function assertTarget({ verb }: JobChange, ids: string[], selection: object, { all }: ChangeOptions): void {
  const ways = [ids.length > 0, Object.keys(selection).length > 0, all === true].filter(Boolean).length
  if (ways === 1) return
  const what = ways === 0 ? 'Nothing says which Jobs' : 'Ids, a selection and --all exclude one another'
  throw usageError(`${what}: jobs ${verb} takes ids, or options such as --trigger and --error, or --all.`)
}

async function changeById(terminal: Terminal, triggers: Triggers, change: JobChange, ids: string[]): Promise<ExitCode> {
  const done: string[] = []
  const unchanged: string[] = []
  for (const id of new Set(ids)) ((await change.one(triggers, id)) ? done : unchanged).push(id)
  terminal.answer({ [change.done]: done, unchanged }, () => {
    for (const id of done) terminal.line(`${id} ${terminal.paint.green(change.done)}`)
    for (const id of unchanged)
      terminal.line(`${id} ${terminal.paint.yellow(`not ${change.done}`)}: there is none, or it is in no such state`)
  })
  return unchanged.length > 0 ? exitCodes.findings : exitCodes.fine
}

async function changeMany(
  terminal: Terminal,
  triggers: Triggers,
  change: JobChange,
  { selection, yes }: { selection: JobSelection; yes: boolean },
): Promise<ExitCode> {
  if (!yes && !terminal.isInteractive)
    throw usageError(`jobs ${change.verb} of many asks first, and nobody can be asked here: say --yes.`)
  const count = terminal.isInteractive ? await countOf(triggers, change, selection) : 0
  if (!yes && !(await confirmed(terminal, change, { selection, count }))) {
    terminal.answer({ [change.done]: 0 }, () => terminal.line('Nothing was changed.'))
    return exitCodes.fine
  }
  const progress = startProgress(terminal, change.verb, count)
  try {
    const changed = await change.many(triggers, selection, { onProgress: (done) => progress.update(done) })
    progress.end()
    terminal.answer({ [change.done]: changed }, () => terminal.line(`${jobsText(changed)} ${change.done}.`))
    return exitCodes.fine
  } catch (error) {
    progress.end()
    throw error
  }
}

async function confirmed(
  terminal: Terminal,
  { verb, states }: JobChange,
  { selection, count }: { selection: JobSelection; count: number },
): Promise<boolean> {
  if (count === 0) return false
  const many = count >= mostCounted ? `${mostCounted.toLocaleString('en-US')} Jobs or more` : jobsText(count)
  const reached = selection.state ?? states
  return terminal.confirm(`${verb} ${many} (${[reached].flat().join(', ')})?`)
}

/** Page by page, because when a Job died is not asked of the database here. */
async function countOf({ jobs }: Triggers, { states }: JobChange, selection: JobSelection): Promise<number> {
  const { since, until, ...listed } = selection as JobSelection & { since?: string; until?: string }
  const isMeant = ({ finishedAt }: JobView): boolean =>
    (since === undefined || (finishedAt !== undefined && finishedAt >= new Date(since))) &&
    (until === undefined || (finishedAt !== undefined && finishedAt < new Date(until)))
  let count = 0
  let cursor: string | undefined
  do {
    const page = await jobs.list({ state: states, ...listed, limit: mostCounted, cursor })
    count += page.jobs.filter(isMeant).length
    cursor = page.cursor
  } while (cursor !== undefined && count < mostCounted)
  return count
}

function jobsText(count: number): string {
  return count === 1 ? '1 Job' : `${count.toLocaleString('en-US')} Jobs`
}
