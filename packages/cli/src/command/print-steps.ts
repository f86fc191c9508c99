import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'
import { toExitCode } from '../exit/to-exit-code.ts'
import { BrokenOff, type DoneStep } from '../folder/carry-out.ts'
import type { Step } from '../folder/plan-transfer.ts'
import { safeLine } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What a pull or push did, or would do. */
export function printSteps(terminal: Terminal, steps: readonly DoneStep[], prefix: '' | 'would be '): void {
  const { paint } = terminal
  const told = { create: paint.green('created'), update: paint.yellow('updated'), delete: paint.red('deleted') }
  for (const { tag, operation, version } of steps) {
    const as = version === undefined ? '' : ` (version ${version} of the store)`
    terminal.line(`${prefix}${told[operation]} ${safeLine(tag)}${as}`)
  }
  if (steps.length === 0) terminal.line('Nothing to do.')
}

/** Tells of a transfer that broke off what was done, and that doing it again does the rest. */
export function brokenOff(command: 'pull' | 'push', steps: readonly Step[], error: unknown): unknown {
  if (!(error instanceof BrokenOff)) return error
  const { done, tag, cause } = error
  const doneTags = new Set(done.map((each) => each.tag))
  const left = steps.map(({ comparison }) => comparison.tag).filter((each) => !doneTags.has(each))
  const list = (tags: readonly string[]): string => tags.map((each) => JSON.stringify(each)).join(', ') || 'nothing'
  return new CliError({
    code: 'TRANSFER_BROKEN_OFF',
    message:
      `The ${command} broke off at ${JSON.stringify(tag)}: ${asError(cause).message}\n` +
      `Done: ${list([...doneTags])}. Not done: ${list(left)}. Call triggerkit ${command} again: it does the rest.`,
    exitCode: toExitCode(cause),
    cause,
    data: { done, left },
  })
}
