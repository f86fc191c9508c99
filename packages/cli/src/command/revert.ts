import { exitCodes } from '../exit/exit-codes.ts'
import { safeLine } from '../terminal/safe-text.ts'
import type { AddCommand } from './command-context.ts'
import { addNoteOptions, noteOf } from './note.ts'
import { wholeNumber } from './options.ts'

/** `triggerkit revert` */
export const addRevertCommand: AddCommand = (program, run) => {
  const command = program
    .command('revert')
    .description('Stores an older version of a definition again, as its newest one; also of one that was deleted.')
    .argument('<tag>', 'tag of the trigger')
    .argument('<version>', 'the version to go back to', wholeNumber(1, Number.MAX_SAFE_INTEGER))
  addNoteOptions(command).action(
    run(async ({ terminal, engine, cwd }, options: { by?: string; reason?: string }, [tag = '', version]) =>
      engine(async (triggers) => {
        const stored = await triggers.revert(tag, Number(version), await noteOf(options, cwd))
        terminal.answer({ tag, version: stored.version }, () =>
          terminal.line(`${safeLine(tag)} is again what it was in version ${version}, as version ${stored.version}.`),
        )
        return exitCodes.fine
      }),
    ),
  )
}
