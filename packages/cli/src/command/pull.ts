import type { ChangeNote, Triggers } from '@triggerkit/core'
import { CliError } from '../exit/cli-error.ts'
import { type ExitCode, exitCodes } from '../exit/exit-codes.ts'
import { carryOut } from '../folder/carry-out.ts'
import { conflictError } from '../folder/conflict-error.ts'
import { openFolder } from '../folder/open-folder.ts'
import { planPull } from '../folder/plan-transfer.ts'
import { pullStep } from '../folder/pull-step.ts'
import { type BothSides, readBoth } from '../folder/read-both.ts'
import { TransferBase } from '../folder/transfer-base.ts'
import { safeText } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { addNoteOptions, noteOf } from './note.ts'
import { brokenOff, printSteps } from './print-steps.ts'

interface PullOptions {
  by?: string
  reason?: string
  force?: boolean
}

/** `triggerkit pull` */
export const addPullCommand: AddCommand = (program, run) => {
  const command = program
    .command('pull')
    .description(
      'Writes what changed in the store into the folder. Nothing is written where that would overwrite changes that were not pushed.',
    )
    .option('--force', 'overwrite what changed in the folder')
  addNoteOptions(command).action(
    run(async ({ terminal, engine, cwd }, options: PullOptions) =>
      engine(async (triggers, { folder }) =>
        pull({ terminal, triggers, folder, force: options.force === true, note: await noteOf(options, cwd) }),
      ),
    ),
  )
}

interface Pull {
  terminal: Terminal
  triggers: Triggers
  folder: string
  force: boolean
  note: ChangeNote
}

async function pull({ terminal, triggers, folder, force, note }: Pull): Promise<ExitCode> {
  const files = await openFolder(folder, { make: true })
  const both = await readBoth(files, triggers, folder)
  assertReadable(both)
  const { steps, conflicts } = planPull(both.comparisons, force)
  if (conflicts.length > 0) throw conflictError('pull', conflicts)
  const base = new TransferBase(both.base, both.comparisons, steps, 'folder')
  const step = async (each: (typeof steps)[number]) => {
    await pullStep(files, each, note)
    return each.comparison.store
  }
  try {
    const done = await carryOut(steps, { terminal, label: 'pull', folder, base, step })
    const unreadable = [...both.store.unreadable].map(([tag, { message }]) => ({ tag, message }))
    terminal.answer({ steps: done, unreadable }, () => printSteps(terminal, done, ''))
    for (const { message } of unreadable) terminal.note(safeText(message))
    return unreadable.length > 0 ? exitCodes.findings : exitCodes.fine
  } catch (error) {
    throw brokenOff('pull', steps, error)
  }
}

/** What a broken file was meant to say is a change that was not pushed. */
function assertReadable({ folder }: BothSides): void {
  if (folder.unreadable.size === 0) return
  const lines = [...folder.unreadable.values()].map(({ message }) => `\n${message}`).join('')
  throw new CliError({
    code: 'FOLDER_INVALID',
    message: `The folder has files that cannot be read; nothing was written:${lines}`,
    exitCode: 1,
  })
}
