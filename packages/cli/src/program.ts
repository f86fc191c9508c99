import { readFileSync } from 'node:fs'
import { Command, type OutputConfiguration } from 'commander'
import { addCheckCommand } from './command/check.ts'
import type { AddCommand, Runner } from './command/command-context.ts'
import { addCompletionCommand } from './command/completion.ts'
import { addDiffCommand } from './command/diff.ts'
import { addDryRunCommand } from './command/dry-run.ts'
import { addHealthCommand } from './command/health.ts'
import { addHistoryCommand } from './command/history.ts'
import { addInitCommand } from './command/init.ts'
import { addJobsCommand } from './command/jobs/jobs.ts'
import { addListCommand } from './command/list.ts'
import { addPullCommand } from './command/pull.ts'
import { addPushCommand } from './command/push.ts'
import { addRevertCommand } from './command/revert.ts'
import { addWorkerCommand } from './command/worker.ts'
import { exitCodeMeanings } from './exit/exit-codes.ts'

/** In the order in which help and documentation have them. */
const commands: readonly AddCommand[] = [
  addInitCommand,
  addCheckCommand,
  addListCommand,
  addDryRunCommand,
  addDiffCommand,
  addPullCommand,
  addPushCommand,
  addHistoryCommand,
  addRevertCommand,
  addJobsCommand,
  addWorkerCommand,
  addHealthCommand,
  addCompletionCommand,
]

/** Everything that `triggerkit` understands; `run` makes an action of a command's work, and `output` takes help: commands have it from the start. */
export function createProgram(run: Runner, output: OutputConfiguration = {}): Command {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const program = new Command('triggerkit')
    .description('Database triggers at the ORM: check them, move them between a folder and the store, look after Jobs.')
    .version(version)
    .option('--config <file>', 'the config (default: the nearest triggerkit.config.ts, from here upwards)')
    .option('--json', 'one JSON document on stdout, for scripts')
    .option('--no-color', 'no colours; the same as NO_COLOR=1')
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    .addHelpText('after', `\n${exitCodeHelp()}`)
    .exitOverride()
    .configureOutput({ outputError: () => undefined, ...output })
  for (const add of commands) add(program, run)
  return program
}

function exitCodeHelp(): string {
  const lines = Object.entries(exitCodeMeanings).map(([code, meaning]) => `  ${code}  ${meaning}`)
  return ['Exit codes:', ...lines].join('\n')
}
