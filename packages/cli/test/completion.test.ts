import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completionScript, type Shell, shells } from '../src/completion/completion-script.ts'
import { createProgram } from '../src/program.ts'

const program = createProgram(() => async () => undefined)
const zshOffers = fileURLToPath(new URL('fixture/zsh-offers.zsh', import.meta.url))
const bashOffers = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _triggerkit; printf '%s\\n' "\${COMPREPLY[@]}"`

/** What is typed after \`triggerkit\`, the last word up to the cursor, and what has to be offered, in whichever order. */
const cases: [words: string[], offered: string[]][] = [
  [['j'], ['jobs']],
  [
    ['jobs', ''],
    ['list', 'show', 'retry', 'discard', 'stats'],
  ],
  [['jobs', 'list', '--st'], ['--state']],
  [['list', '--st'], ['--stored']],
  [['jobs', 'list', '--limit', '5', '--j'], ['--json']],
  [['--no-color', 'jobs', 'r'], ['retry']],
  [['init', '--o'], ['--orm']],
  [
    ['init', '--orm', ''],
    ['mongoose', 'prisma', 'typeorm'],
  ],
  [['dry-run', '--operation', 'u'], ['update']],
  [['completion', 'f'], ['fish']],
  [['nothing-like-it', '--conf'], ['--config']],
  [['push', '--config', 'trig'], ['triggerkit.config.ts']],
]

function isInstalled(shell: Shell): boolean {
  try {
    execFileSync(shell, ['-c', 'true'])
    return true
  } catch {
    return false
  }
}

describe('the completion script', { timeout: 60_000 }, () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'triggerkit-completion-'))
    writeFileSync(join(folder, 'triggerkit.config.ts'), '')
    for (const shell of shells) writeFileSync(join(folder, shell), completionScript(program, shell))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const call = (shell: Shell, args: string[]): string => execFileSync(shell, args, { cwd: folder, encoding: 'utf8' })
  /** What the shell itself offers after each of the cases. */
  const offers: Record<Shell, () => string[][]> = {
    bash: () =>
      cases.map(([words]) =>
        call('bash', ['-c', `source ./bash; ${bashOffers}`, 'bash', 'triggerkit', ...words]).split('\n'),
      ),
    fish: () =>
      cases.map(([words]) =>
        call('fish', ['--no-config', '-c', `source ./fish; complete -C 'triggerkit ${words.join(' ')}'`]).split('\n'),
      ),
    zsh: () =>
      call('zsh', ['-f', zshOffers, './zsh', './offered', ...cases.map(([words]) => `triggerkit ${words.join(' ')}`)])
        .split('\n')
        .map((line) => line.split(' ')),
  }

  // A shell that is not there is told of among the skipped tests.
  for (const shell of shells)
    it.skipIf(!isInstalled(shell))(`${shell} completes commands, options, values of fixed sets, and else files`, () => {
      const offered = offers[shell]()
      cases.forEach(([words, expected], index) => {
        const found = offered[index]!.map((each) => each.trim()).filter((each) => each !== '')
        const isFile = words.includes('--config')
        // Options are offered beside subcommands, but for fish, which waits for a dash. Files are for bash itself to find.
        const wanted = found.filter((each) => words.at(-1) !== '' || !each.startsWith('-'))
        expect(wanted.sort(), words.join(' ')).toEqual(isFile && shell === 'bash' ? [] : expected.toSorted())
      })
    })
})
