import type { DefinitionChange } from '@triggerkit/core'
import { safeLine, safeValue } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** Where two definitions differ: the path, what was there, and what is. */
export function printChanges(terminal: Terminal, changes: readonly DefinitionChange[], indent: string): void {
  const { paint } = terminal
  for (const { path, before, after } of changes) {
    if (path !== '') terminal.line(`${indent}${paint.cyan(safeLine(path))}`)
    if (before !== undefined) terminal.line(`${indent}${paint.red(`- ${safeValue(before)}`)}`)
    if (after !== undefined) terminal.line(`${indent}${paint.green(`+ ${safeValue(after)}`)}`)
  }
}
