import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../program.ts'
import { completionScript } from './completion-script.ts'

const program = createProgram(() => async () => undefined)

/** What bash would offer after these words. */
function offered(...words: string[]): string[] {
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _triggerkit; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, 'bash', 'triggerkit', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')
}

describe('completionScript', () => {
  it('bash completes commands, subcommands, options and choices', () => {
    expect(offered('j')).toEqual(['jobs'])
    expect(offered('jobs', '')).toEqual(expect.arrayContaining(['list', 'show', 'retry', 'discard', 'stats']))
    expect(offered('jobs', 'list', '--st')).toEqual(['--state'])
    expect(offered('jobs', 'list', '--limit', '5', '--j')).toEqual(['--json'])
    expect(offered('init', '--o')).toEqual(['--orm'])
    expect(offered('completion', 'f')).toEqual(['fish'])
    expect(offered('nothing-like-it', '--conf')).toEqual(['--config'])
  })

  it('fish and zsh name every command', () => {
    for (const shell of ['fish', 'zsh'] as const) {
      const script = completionScript(program, shell)
      for (const command of program.commands) expect(script).toContain(command.name())
    }
  })
})
