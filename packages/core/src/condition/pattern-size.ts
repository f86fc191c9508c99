/**
 * About how many steps a regular expression compiles to, without compiling it: its repetitions multiplied out. A pattern may be short and
 * large (`a{1000}b{1000}…`), and compiling it only to find that takes long.
 */
export function patternSize(source: string): number {
  const open: number[] = []
  let total = 0
  let last = 0
  for (let position = 0; position < source.length; ) {
    const token = tokenAt(source, position)
    position += token.length
    if (token === '|' || (token.startsWith('(?') && token.endsWith(')'))) last = 0
    else if (token.startsWith('(')) {
      open.push(total)
      total = 0
      last = 0
    } else if (token === ')') {
      last = total
      total += open.pop() ?? 0
    } else if (token.length > 2 && token.startsWith('{')) {
      total += last * (timesOf(token) - 1)
      last *= timesOf(token)
    } else if (!/^[?*+]$/.test(token)) {
      last = 1
      total++
    }
  }
  return open.reduce((sum, before) => sum + before, total)
}

/** An escape, a class, the beginning of a group, `(?i)`, a repetition, or one character. */
const tokens =
  /\\[pPx]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]\\])*\]?|\(\?P?<[^>]*>|\(\?[^:)]*[:)]?|\{\d+(?:,\d*)?\}|./sy

function tokenAt(source: string, position: number): string {
  tokens.lastIndex = position
  return tokens.exec(source)?.[0] ?? source[position]!
}

function timesOf(repeat: string): number {
  const [least = '0', most = ''] = repeat.slice(1, -1).split(',')
  return Math.max(Number(least), Number(most))
}
