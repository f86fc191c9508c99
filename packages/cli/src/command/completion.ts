import { Argument } from 'commander'
import { completionScript, type Shell, shells } from '../completion/completion-script.ts'
import { exitCodes } from '../exit/exit-codes.ts'
import type { AddCommand } from './command-context.ts'

/** `triggerkit completion` */
export const addCompletionCommand: AddCommand = (program, run) => {
  program
    .command('completion')
    .description(
      'A script that completes commands and options in a shell. bash: eval "$(triggerkit completion bash)"; zsh: the same, after compinit; ' +
        'fish: triggerkit completion fish | source.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action(
      run(async ({ terminal }, _, [shell]) => {
        terminal.streams.stdout.write(completionScript(program, shell as Shell))
        return exitCodes.fine
      }),
    )
}
