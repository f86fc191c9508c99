import { createWorker, isTriggerkitError, type Triggers, type Worker, type WorkerOptions } from '@triggerkit/core'
import { exitCodes } from '../exit/exit-codes.ts'
import { safeLine } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { list, wholeNumber } from './options.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { tellOfJobs } from './tell-of-jobs.ts'

interface WorkerCommandOptions extends WorkerOptions {
  once?: boolean
  maxMs: number
  stopMs: number
  verbose?: boolean
}

const most = 2 ** 31 - 1

/** `triggerkit worker` */
export const addWorkerCommand: AddCommand = (program, run) => {
  program
    .command('worker')
    .description(
      'Runs Jobs until SIGINT or SIGTERM, then finishes what it holds; a second signal ends it at once. Follows changes of the store.',
    )
    .option('--once', 'work until nothing is due, and end; for cron')
    .option('--max-ms <ms>', 'how long --once may take', wholeNumber(1, most), 60_000)
    .option('--concurrency <count>', 'actions at a time (default: 16)', wholeNumber(1, 10_000))
    .option('--batch <count>', 'Jobs that one claim takes at most (default: 64)', wholeNumber(1, 10_000))
    .option('--poll-ms <ms>', 'between two looks when nothing was due (default: 1000)', wholeNumber(1, most))
    .option('--lease-ms <ms>', 'how long a Job is its own without word of it (default: 60000)', wholeNumber(100, most))
    .option('--families <family>', 'only actions of this family, or these: http, notification, …', list)
    .option('--id <id>', 'who it is; unique among those at work (default: a random one)')
    .option('--stop-ms <ms>', 'how long what runs may go on after a signal', wholeNumber(0, most), 30_000)
    .option('--verbose', 'tell also of Jobs that began and completed')
    .action(
      run(async ({ terminal, engine }, options: WorkerCommandOptions) =>
        engine(async (triggers) => {
          await loadAndFollow(triggers, options.once === true)
          const worker = createWorker(triggers, workerOptions(options))
          const end = tellOfJobs(terminal, worker, { verbose: options.verbose === true })
          await (options.once === true ? once(terminal, worker, options) : untilSignal(terminal, worker, options))
          end()
          return exitCodes.fine
        }),
      ),
    )
}

function workerOptions({ concurrency, batch, pollMs, leaseMs, families, id }: WorkerCommandOptions): WorkerOptions {
  const given = Object.entries({ concurrency, batch, pollMs, leaseMs, families, id })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** Stored triggers say which Jobs run (`onDefinitionGone`) and how; a store that tells of no changes is read once. */
async function loadAndFollow(triggers: Triggers, once: boolean): Promise<void> {
  try {
    await triggers.load({ watch: !once })
  } catch (error) {
    if (!isTriggerkitError(error)) throw error
    if (error.code === 'STORE_WATCH_MISSING') await triggers.load()
    else if (error.code !== 'STORE_MISSING') throw error
  }
}

async function once(terminal: Terminal, worker: Worker, options: WorkerCommandOptions): Promise<void> {
  let stopping: Promise<void> | undefined
  void stopSignal(terminal, options).then(() => {
    stopping = stop(terminal, worker, options)
  })
  await worker.runOnce({ maxMs: options.maxMs })
  await stopping
}

async function untilSignal(terminal: Terminal, worker: Worker, options: WorkerCommandOptions): Promise<void> {
  const stopped = stopSignal(terminal, options)
  await worker.start()
  terminal.event({ event: 'worker-started', worker: worker.id }, `worker ${safeLine(worker.id)} is at work`)
  await stopped
  await stop(terminal, worker, options)
}

/** A signal to end; nobody who reads what it says on stdout is one, too. */
function stopSignal(terminal: Terminal, { stopMs }: WorkerCommandOptions): Promise<void> {
  const signalled = stopOnSignal((signal) => {
    terminal.note(`${signal}: finishing what runs, at most ${stopMs} ms; a second signal ends it at once`)
  })
  const unread = new Promise<void>((resolve) => terminal.streams.stdout.once('error', () => resolve()))
  return Promise.race([signalled, unread])
}

async function stop(terminal: Terminal, worker: Worker, { stopMs }: WorkerCommandOptions): Promise<void> {
  const { finished } = await worker.stop({ timeoutMs: stopMs })
  if (!finished) terminal.note('What still ran was told to stop, and given back: it runs again.')
}
