import type { DefinitionVersion } from '@triggerkit/core'
import { CliError } from '../exit/cli-error.ts'
import { exitCodes } from '../exit/exit-codes.ts'
import { safeLine } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { wholeNumber } from './options.ts'
import { printChanges } from './print-changes.ts'

/** `triggerkit history` */
export const addHistoryCommand: AddCommand = (program, run) => {
  program
    .command('history')
    .description('Every version of a stored definition, the newest first: who, when, why, and what it changed.')
    .argument('<tag>', 'tag of the trigger; also of one that was deleted')
    .option('--limit <count>', 'at most so many versions', wholeNumber(1, 1_000), 20)
    .option('--before <version>', 'only versions below this one', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(
      run(async ({ terminal, engine }, { limit, before }: { limit: number; before?: number }, [tag = '']) =>
        engine(async (triggers) => {
          const versions = await triggers.history(tag, { limit, before })
          if (versions.length === 0 && before === undefined)
            throw new CliError({
              code: 'NOT_FOUND',
              message: `The store has no trigger of tag ${JSON.stringify(tag)}, and never had one. See triggerkit list.`,
              exitCode: 1,
            })
          terminal.answer({ versions }, () => printVersions(terminal, versions))
          return exitCodes.fine
        }),
      ),
    )
}

function printVersions(terminal: Terminal, versions: readonly DefinitionVersion[]): void {
  const { paint } = terminal
  const told = { create: 'created', update: 'updated', delete: 'deleted' }
  for (const { version, operation, at, by, reason, changes } of versions) {
    const who = by === undefined ? '' : ` by ${safeLine(by)}`
    terminal.line(`${paint.bold(`version ${version}`)} ${told[operation]} ${safeLine(at)}${who}`)
    if (reason !== undefined) terminal.line(`  ${safeLine(reason)}`)
    if (operation === 'update') printChanges(terminal, changes, '  ')
  }
}
