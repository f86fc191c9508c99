import type { Command } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** What may follow the words of a command: its subcommands, arguments of a fixed set, and its options. */
interface Completion {
  /** `jobs list`; empty of the program itself. */
  readonly words: string
  readonly next: readonly string[]
}

/** A script of a shell that completes commands and options: made of the commands themselves, and needing nothing when it runs. */
export function completionScript(program: Command, shell: Shell): string {
  const completions = completionsOf(program, '', [])
  return shell === 'fish' ? fishScript(completions) : bashScript(completions, shell)
}

function completionsOf(command: Command, words: string, inherited: readonly string[]): Completion[] {
  const options = [
    ...new Set([...command.options.map(({ long, short }) => long ?? short ?? ''), ...inherited, '--help']),
  ]
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  const subcommands = command.commands.map((each) => each.name())
  const global =
    words === '' ? command.options.map(({ long }) => long ?? '').filter((name) => name !== '--version') : inherited
  return [
    { words, next: [...subcommands, ...choices, ...options] },
    ...command.commands.flatMap((each) => completionsOf(each, `${words} ${each.name()}`.trim(), global)),
  ]
}

/** zsh runs functions of bash: after `bashcompinit`. */
function bashScript(completions: readonly Completion[], shell: Shell): string {
  const cases = completions.map(({ words, next }) => `    '${words}') next='${next.join(' ')}' ;;`)
  const known = completions.map(({ words }) => words).filter((words) => words !== '')
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}_triggerkit() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words='' word next=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${words:+$words }$word" in
    ${known.map((words) => `'${words}'`).join('|')}) words="\${words:+$words }$word" ;;
    esac
  done
  case "$words" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$next" -- "$current"))
}
complete -o default -F _triggerkit triggerkit
`
}

function fishScript(completions: readonly Completion[]): string {
  const lines = completions.flatMap(({ words, next }) => {
    const path = words.split(' ').filter((word) => word !== '')
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`)
    const names = completions.filter((each) => isBelow(each.words, words)).map((each) => each.words.split(' ').at(-1)!)
    const unseen = names.length === 0 ? [] : [`not __fish_seen_subcommand_from ${names.join(' ')}`]
    const condition = [...seen, ...unseen].join('; and ')
    return next.map((word) =>
      word.startsWith('--')
        ? `complete -c triggerkit -n '${condition}' -l ${word.slice(2)}`
        : `complete -c triggerkit -n '${condition}' -f -a ${word}`,
    )
  })
  return `${lines.join('\n')}\n`
}

/** Whether one is a subcommand of the other itself. */
function isBelow(words: string, parent: string): boolean {
  const prefix = parent === '' ? '' : `${parent} `
  return words !== '' && words.startsWith(prefix) && !words.slice(prefix.length).includes(' ')
}
