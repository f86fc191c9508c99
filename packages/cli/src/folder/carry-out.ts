import { startProgress } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { writeBase } from './base-file.ts'
import type { Step } from './plan-transfer.ts'
import type { SideEntry } from './side.ts'
import type { TransferBase } from './transfer-base.ts'

/** A step that was carried out, as it is told. */
export interface DoneStep {
  readonly tag: string
  readonly operation: Step['operation']
  /** In the store; absent where it was deleted. */
  readonly version?: number
}

export interface CarryOut {
  readonly terminal: Terminal
  /** For the bar: `push`. */
  readonly label: string
  readonly folder: string
  readonly base: TransferBase
  /** Gives what the store has afterwards. */
  step(step: Step): Promise<SideEntry | undefined>
}

/** A transfer that broke off: what was done stays, and doing it again does the rest. */
export class BrokenOff extends Error {
  readonly done: readonly DoneStep[]
  readonly tag: string

  constructor(done: readonly DoneStep[], tag: string, cause: unknown) {
    super(`The step of ${tag} failed.`, { cause })
    this.done = done
    this.tag = tag
  }
}

const nothingDone = 'Nothing was done, because what is about to be done is written down first:'
const allDone = 'What was to be done is done, but'

/**
 * Writes down what is to be done, carries the steps out one after the other, and writes the base at the end, also where one fails. A process that
 * dies in between leaves what it was about to do: the next one sees how much of it is there, and takes none of that for somebody else's change.
 *
 * @throws BrokenOff, and CliError of code `FILE_UNWRITABLE`.
 */
export async function carryOut(
  steps: readonly Step[],
  { terminal, label, folder, base, step }: CarryOut,
): Promise<DoneStep[]> {
  const done: DoneStep[] = []
  if (steps.length > 0) await writeBase(folder, base.file, nothingDone)
  const progress = startProgress(terminal, label, steps.length)
  try {
    for (const each of steps) {
      const { tag } = each.comparison
      const after = await step(each).catch((cause: unknown) => {
        throw new BrokenOff(done, tag, cause)
      })
      base.done(tag, after)
      done.push({ tag, operation: each.operation, ...(after && { version: after.version }) })
      progress.update(done.length)
    }
  } catch (error) {
    progress.end()
    // The step's own failure is told; what was done is found again by what was written down before.
    await writeBase(folder, base.file, allDone).catch(() => undefined)
    throw error
  }
  progress.end()
  await writeBase(folder, base.file, allDone)
  return done
}
