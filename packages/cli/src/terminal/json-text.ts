/** Characters that JSON leaves as they are and a terminal obeys. */
const obeyed = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** JSON that is safe to look at. What JSON has no form for is a text: a bigint's digits, an error's message. */
export function toJsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, (_, member: unknown) => plain(member), indent) ?? 'null'
  return text.replaceAll(obeyed, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}

function plain(member: unknown): unknown {
  if (typeof member === 'bigint') return String(member)
  if (member instanceof Error) return member.message
  return member
}
