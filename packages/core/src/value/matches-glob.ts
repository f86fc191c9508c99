/** Whether a text matches a glob: `*` any text, `?` one character, `\` takes the next character as it is. Time: text × glob at most. */
export function matchesGlob(text: string, glob: string): boolean {
  let at = 0
  let next = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const character = glob[next]
    if (character === '*') {
      star = next++
      resume = at
    } else if (character === '\\' && glob[next + 1] === text[at]) {
      at++
      next += 2
    } else if (character !== '\\' && (character === '?' || character === text[at])) {
      at++
      next++
    } else if (star >= 0) {
      next = star + 1
      at = ++resume
    } else return false
  }
  while (glob[next] === '*') next++
  return next >= glob.length
}
