import { type DefinitionChange, diffDefinitions } from '@triggerkit/core'
import { exitCodes } from '../exit/exit-codes.ts'
import type { ChangedWhere, Comparison } from '../folder/compare-sides.ts'
import { openFolder } from '../folder/open-folder.ts'
import { readBoth } from '../folder/read-both.ts'
import { safeLine, safeText } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { printChanges } from './print-changes.ts'

interface Difference {
  tag: string
  changedIn: ChangedWhere
  /** In the store, now and at the last pull or push. */
  version?: number
  baseVersion?: number
  /** From what the store has to what the folder has. */
  changes: DefinitionChange[]
}

/** `triggerkit diff` */
export const addDiffCommand: AddCommand = (program, run) => {
  program
    .command('diff')
    .description('Where store and folder differ, by tag and path: - is what the store has, + what the folder has.')
    .option('--exit-code', 'exit code 1 where they differ')
    .action(
      run(async ({ terminal, engine }, { exitCode }: { exitCode?: boolean }) =>
        engine(async (triggers, { folder }) => {
          const both = await readBoth(await openFolder(folder), triggers, folder)
          const differences = both.comparisons.filter(({ changedIn }) => changedIn !== 'none').map(toDifference)
          const unreadable = [...both.folder.unreadable, ...both.store.unreadable].map(([tag, { message }]) => ({
            tag,
            message,
          }))
          terminal.answer({ differences, unreadable }, () => printDifferences(terminal, differences))
          for (const { message } of unreadable) terminal.note(safeText(message))
          if (unreadable.length > 0) return exitCodes.findings
          return exitCode === true && differences.length > 0 ? exitCodes.findings : exitCodes.fine
        }),
      ),
    )
}

function toDifference({ tag, changedIn, folder, store, base }: Comparison): Difference {
  return {
    tag,
    changedIn,
    ...(store && { version: store.version }),
    ...(base && { baseVersion: base.version }),
    changes: diffDefinitions(store?.definition, folder?.definition),
  }
}

function printDifferences(terminal: Terminal, differences: readonly Difference[]): void {
  const { paint } = terminal
  const told: Record<ChangedWhere, string> = {
    none: '',
    folder: paint.green('changed in the folder'),
    store: paint.yellow('changed in the store'),
    conflict: paint.red('changed in both'),
  }
  for (const { tag, changedIn, changes } of differences) {
    terminal.line(`${paint.bold(safeLine(tag))} ${told[changedIn]}`)
    printChanges(terminal, changes, '  ')
  }
  if (differences.length === 0) terminal.line('Store and folder are the same.')
}
