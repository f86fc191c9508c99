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

/**
 * Carries steps out one after the other, and writes the base at the end, also where one fails. A process that dies in between leaves a base that is
 * older than both sides: where they are the same by then, that is no difference and no conflict.
 *
 * @throws BrokenOff
 */
export async function carryOut(
  steps: readonly Step[],
  { terminal, label, folder, base, step }: CarryOut,
): Promise<DoneStep[]> {
  const done: DoneStep[] = []
  const progress = startProgress(terminal, label, steps.length)
  try {
    for (const each of steps) {
      const { tag } = each.comparison
      const after = await step(each).catch((cause: unknown) => {
        throw new BrokenOff(done, tag, cause)
      })
      base.set(tag, after)
      done.push({ tag, operation: each.operation, ...(after && { version: after.version }) })
      progress.update(done.length)
    }
  } catch (error) {
    progress.end()
    // The step's own failure is told; without the base what was done is found again by its content.
    await writeBase(folder, base.base).catch(() => undefined)
    throw error
  }
  progress.end()
  await writeBase(folder, base.base)
  return done
}
