import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import type { ChangeNote } from '@triggerkit/core'
import type { Command } from 'commander'
import { filledText } from './options.ts'

/** Milliseconds that git has to say who its user is. */
const gitMs = 2_000

/** Characters that the history keeps. */
const mostBy = 200
const mostReason = 2_000

/** Adds who and why to a command that changes the store. */
export function addNoteOptions(command: Command): Command {
  return command
    .option(
      '--by <who>',
      'who changes it, for the history (default: the user of git, or of the system)',
      filledText(mostBy),
    )
    .option('--reason <why>', 'why, for the history', filledText(mostReason))
}

/** What goes into the history beside a change. */
export async function noteOf({ by, reason }: { by?: string; reason?: string }, cwd: string): Promise<ChangeNote> {
  return { by: by ?? (await currentUser(cwd)), ...(reason !== undefined && { reason }) }
}

async function currentUser(cwd: string): Promise<string | undefined> {
  return (await gitUser(cwd)) ?? systemUser()
}

async function gitUser(cwd: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd, timeout: gitMs })
    return stdout.trim().slice(0, mostBy) || undefined
  } catch {
    return undefined
  }
}

/** A container's user may have no name. */
function systemUser(): string | undefined {
  try {
    return userInfo().username || undefined
  } catch {
    return undefined
  }
}
