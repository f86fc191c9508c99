/** Control characters, line separators and what turns the direction of text, as escapes: `\n`, `\u001b`. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0)!
    return shortEscapes[character] ?? `\\u${code.toString(16).padStart(4, '0')}`
  })
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
