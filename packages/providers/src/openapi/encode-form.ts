import type { OperationBody } from './operation.ts'

type Pair = readonly [name: string, value: string]

/**
 * A body in `application/x-www-form-urlencoded`. A list of plain values is repeated (`tag=a&tag=b`) unless the document's `encoding` says otherwise;
 * all that is nested has brackets (`metadata[key]=v`, `items[0][price]=p`), as `style: deepObject` has it. Null is an empty value, which clears it.
 */
export function encodeForm(body: unknown, encoding: OperationBody['encoding']): string {
  const members = typeof body === 'object' && body !== null ? Object.entries(body) : []
  const pairs = members.flatMap(([name, value]): Pair[] => {
    const { contentType, style, explode = true } = (Object.hasOwn(encoding, name) ? encoding[name] : undefined) ?? {}
    if (contentType !== undefined && /\bjson\b/i.test(contentType)) return [[name, JSON.stringify(value)]]
    if (style !== 'deepObject' && Array.isArray(value) && value.every((item) => !isNested(item)))
      return explode ? value.map((item) => [name, plainText(item)]) : [[name, value.map(plainText).join(',')]]
    return bracketPairs(name, value)
  })
  return toPairs(pairs)
}

/** A value and all that is in it, with the way to each in brackets. */
export function bracketPairs(name: string, value: unknown): Pair[] {
  if (!isNested(value)) return [[name, plainText(value)]]
  return Object.entries(value).flatMap(([key, member]) => bracketPairs(`${name}[${key}]`, member))
}

/** Names and values percent-encoded; brackets stay readable, as those who send them do it. */
export function toPairs(pairs: readonly Pair[]): string {
  const encoded = (text: string): string => encodeURIComponent(text)
  return pairs
    .map(([name, value]) => `${encoded(name).replaceAll('%5B', '[').replaceAll('%5D', ']')}=${encoded(value)}`)
    .join('&')
}

export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

export function plainText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
