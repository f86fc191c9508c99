import type { Command, Option } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** What may follow the words of a command. */
interface Completion {
  /** `jobs list`; empty of the program itself. */
  readonly words: string
  /** Subcommands, and arguments of a fixed set. */
  readonly next: readonly string[]
  readonly options: readonly CompletedOption[]
}

interface CompletedOption {
  /** `--state` */
  readonly name: string
  readonly takesValue: boolean
  /** Values of a fixed set; with none of them files are offered. */
  readonly choices: readonly string[]
}

const help: CompletedOption = { name: '--help', takesValue: false, choices: [] }

/** A script of a shell that completes commands, options and values of fixed sets: made of the commands themselves, and needing nothing when it runs. */
export function completionScript(program: Command, shell: Shell): string {
  const completions = completionsOf(program, '', [])
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](completions)
}

function completionsOf(command: Command, words: string, inherited: readonly CompletedOption[]): Completion[] {
  const own = command.options.map(toCompleted)
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  const subcommands = command.commands.map((each) => each.name())
  const global = words === '' ? own.filter(({ name }) => name !== '--version') : inherited
  return [
    { words, next: [...subcommands, ...choices], options: [...own, ...inherited, help] },
    ...command.commands.flatMap((each) => completionsOf(each, `${words} ${each.name()}`.trim(), global)),
  ]
}

function toCompleted({ long, short, required, optional, argChoices = [] }: Option): CompletedOption {
  return { name: long ?? short ?? '', takesValue: required || optional, choices: argChoices }
}

function bashScript(completions: readonly Completion[]): string {
  return `_triggerkit() {
  local words='' word previous="\${COMP_WORDS[COMP_CWORD - 1]}" next=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${shellCases(completions, { indent: '    ', assign: (list) => `next='${list}'` })}
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _triggerkit triggerkit
`
}

function zshScript(completions: readonly Completion[]): string {
  // \`words\` is what zsh calls the line's own.
  return `_triggerkit() {
  local path_='' word previous="\${words[CURRENT-1]}"
  local -a next
  for word in "\${(@)words[2,CURRENT-1]}"; do
${shellCases(completions, { indent: '    ', variable: 'path_', assign: (list) => `next=(${list})` })}
  compadd -a next || _default
}
compdef _triggerkit triggerkit
`
}

/** The rest of a loop over the words before the current one, and what may follow them: bash and zsh have the same \`case\`. */
function shellCases(
  completions: readonly Completion[],
  { indent, variable = 'words', assign }: { indent: string; variable?: string; assign: (list: string) => string },
): string {
  const known = completions.filter(({ words }) => words !== '').map(({ words }) => `'${words}'`)
  const values = completions.flatMap(({ words, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ name, choices }) => `  '${words}:${name}') ${assign(choices.join(' '))} ;;`),
  )
  const next = completions.map(({ words, next: names, options }) => {
    const all = [...names, ...options.map(({ name }) => name)]
    return `  '${words}:'*) ${assign(all.join(' '))} ;;`
  })
  return `${indent}case "\${${variable}:+$${variable} }$word" in
${indent}${known.join('|')}) ${variable}="\${${variable}:+$${variable} }$word" ;;
${indent}esac
  done
  case "$${variable}:$previous" in
${[...values, ...next].join('\n')}
  esac`
}

function fishScript(completions: readonly Completion[]): string {
  const known = completions.filter(({ words }) => words !== '').map(({ words }) => `'${words}'`)
  const lines = completions.flatMap(({ words, next, options }) => {
    const complete = `complete -c triggerkit -n '__triggerkit_is_at "${words}"'`
    return [
      ...next.map((word) => `${complete} -f -a ${word}`),
      ...options.map(({ name, takesValue, choices }) => {
        const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : ''
        return `${complete} -l ${name.slice(2)}${values}`
      }),
    ]
  })
  return `function __triggerkit_is_at
  set -l line (commandline -opc)
  set -e line[1]
  set -l found
  for word in $line
    switch "$found $word"
      case ${known.map((words) => `' ${words.slice(1)}`).join(' ')}
        set found "$found $word"
    end
  end
  test "$found" = (string replace -r '^(.)' ' $1' -- $argv[1])
end
${lines.join('\n')}
`
}
