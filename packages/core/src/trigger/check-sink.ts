import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { parseText, type TextPart } from '../template/parse-text.ts'
import { isSecretPlaceholder, secretName } from '../template/secret-placeholder.ts'
import type { Sink } from '../template/sink.ts'
import { isPlainObject } from '../value/plain-object.ts'

/**
 * Checks the texts of a value against where they end up: that values may stand in them (R47), and secrets where they are named (R48). Texts
 * whose syntax is wrong are passed over; `checkPlaceholders` tells of them.
 */
export function checkSink(
  sink: Sink | undefined,
  value: unknown,
  path: string,
  stored: boolean,
  problems: ProblemList,
): void {
  const childOf = (key: string): Sink | undefined => (sink?.child === undefined ? sink : sink.child(key))
  if (typeof value === 'string') checkText(sink, value, path, stored, problems)
  else if (Array.isArray(value)) {
    value.forEach((item, index) => checkSink(childOf(String(index)), item, joinPath(path, index), stored, problems))
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) checkSink(childOf(key), value[key], joinPath(path, key), stored, problems)
  }
}

function checkText(sink: Sink | undefined, text: string, path: string, stored: boolean, problems: ProblemList): void {
  const parts = partsOf(text)
  if (parts === undefined) return
  const problem = sink?.problem?.(parts, stored)
  if (problem !== undefined) {
    problems.add(path, problem)
    return
  }
  parts.forEach((part, index) => {
    if (typeof part === 'string' || !isSecretPlaceholder(part)) return
    const written = `{{${part.path}}}`
    if (secretName(part) === '') problems.add(path, `${written} names no secret: write {{secret.name}}`)
    else if (sink?.secretPlace?.(parts, index) === undefined) {
      problems.add(path, `${written} is not allowed here: secrets go into ${secretFields} only`)
    }
  })
}

const secretFields = 'the query, headers and body of http.* and notification.callback, and the input of action.execute'

/** Undefined where there is no placeholder, or no syntax. */
function partsOf(text: string): TextPart[] | undefined {
  if (!text.includes('{{')) return undefined
  try {
    return parseText(text)
  } catch {
    return undefined
  }
}
