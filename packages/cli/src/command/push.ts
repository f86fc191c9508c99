import { type ChangeNote, type DefinitionProblem, TriggerDefinitionError, type Triggers } from '@triggerkit/core'
import { type DefinitionPlaces, definitionPlaces } from '@triggerkit/files'
import { CliError } from '../exit/cli-error.ts'
import { type ExitCode, exitCodes } from '../exit/exit-codes.ts'
import { carryOut } from '../folder/carry-out.ts'
import { conflictError } from '../folder/conflict-error.ts'
import { openFolder } from '../folder/open-folder.ts'
import { planPush } from '../folder/plan-transfer.ts'
import { pushStep } from '../folder/push-step.ts'
import { readBoth } from '../folder/read-both.ts'
import type { Side } from '../folder/side.ts'
import { TransferBase } from '../folder/transfer-base.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { AddCommand } from './command-context.ts'
import { addNoteOptions, noteOf } from './note.ts'
import { brokenOff, printSteps } from './print-steps.ts'

interface PushOptions {
  by?: string
  reason?: string
  force?: boolean
  dryRun?: boolean
}

/** `triggerkit push` */
export const addPushCommand: AddCommand = (program, run) => {
  const command = program
    .command('push')
    .description(
      'Stores what changed in the folder. Every definition of the folder is checked first; nothing is written where one is wrong, or where ' +
        'the store changed since the last pull or push.',
    )
    .option('--force', 'overwrite what changed in the store')
    .option('--dry-run', 'check and compare, and write nothing')
  addNoteOptions(command).action(
    run(async ({ terminal, engine, cwd }, options: PushOptions) =>
      engine(async (triggers, { folder }) =>
        push({ terminal, triggers, folder, options, note: await noteOf(options, cwd) }),
      ),
    ),
  )
}

interface Push {
  terminal: Terminal
  triggers: Triggers
  folder: string
  options: PushOptions
  note: ChangeNote
}

async function push({ terminal, triggers, folder, options, note }: Push): Promise<ExitCode> {
  const both = await readBoth(await openFolder(folder), triggers, folder)
  const { steps, conflicts } = planPush(both.comparisons, options.force === true)
  await assertAllRight(triggers, both.folder, folder)
  const hidden = [...both.store.unreadable].filter(([tag]) => both.folder.entries.has(tag) || both.base.has(tag))
  if (hidden.length > 0)
    throw unreadable(
      'The store',
      hidden.map(([, error]) => error),
    )
  if (conflicts.length > 0) throw conflictError('push', conflicts)
  if (options.dryRun === true) {
    const told = steps.map(({ operation, comparison: { tag } }) => ({ tag, operation }))
    terminal.answer({ dryRun: true, steps: told }, () => printSteps(terminal, told, 'would be '))
    return exitCodes.fine
  }
  const base = new TransferBase(both.base, both.comparisons, steps, 'store')
  try {
    const done = await carryOut(steps, {
      terminal,
      label: 'push',
      folder,
      base,
      step: (step) => pushStep(triggers, step, note),
    })
    terminal.answer({ steps: done }, () => printSteps(terminal, done, ''))
    return exitCodes.fine
  } catch (error) {
    throw brokenOff('push', steps, error)
  }
}

/** @throws CliError with everything that is wrong with the folder's definitions. */
async function assertAllRight(
  triggers: Triggers,
  { entries, unreadable: broken }: Side,
  folder: string,
): Promise<void> {
  const errors: Pick<Error, 'message'>[] = [...broken.values()]
  const places = await definitionPlaces(folder)
  for (const [tag, { definition }] of entries) {
    try {
      triggers.checkDefinition({ ...definition, tag } as unknown as Parameters<Triggers['checkDefinition']>[0])
    } catch (error) {
      if (!TriggerDefinitionError.isInstance(error)) throw error
      for (const problem of error.problems) errors.push({ message: await told(places, tag, problem) })
    }
  }
  if (errors.length > 0) throw unreadable(`The folder ${folder}`, errors)
}

/** `triggers/audit.yaml:3:5: "audit", condition.operator: unknown operator …` */
async function told(places: DefinitionPlaces, tag: string, problem: DefinitionProblem): Promise<string> {
  const { file, line, column } = (await places.placeOf(tag, problem.path)) ?? {}
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  return `${place}: ${JSON.stringify(tag)}, ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`
}

function unreadable(where: string, errors: readonly Pick<Error, 'message'>[]): CliError {
  const lines = errors.map(({ message }) => `\n${message}`).join('')
  return new CliError({
    code: 'FOLDER_INVALID',
    message: `${where} has definitions that are wrong; nothing was written:${lines}`,
    exitCode: 1,
  })
}
