import { messageOf } from '../../../errors/to-error.ts'
import type { DefinitionOrigin } from '../../egress/egress.ts'

/** `fetch failed` says nothing; its cause does. A stored definition is told a code only: texts name the address that was found. */
export function reasonOf(error: unknown, origin: DefinitionOrigin): string {
  if (origin === 'stored') return codeOf(error) ?? 'the connection failed'
  const cause = error instanceof Error ? error.cause : undefined
  if (cause === undefined) return messageOf(error) === '' ? String(codeOf(error)) : messageOf(error)
  return messageOf(cause) === 'AggregateError' ? String(codeOf(cause)) : messageOf(cause)
}

/** The cause as whoever wrote the definition may see it; its code decides about retries. */
export function openCause(error: unknown, origin: DefinitionOrigin): unknown {
  if (origin === 'code') return error
  const code = codeOf(error)
  return code === undefined ? undefined : Object.assign(new Error(code), { code })
}

/** The code that it or its cause has. */
export function codeOf(error: unknown): string | undefined {
  for (const link of [error, error instanceof Error ? error.cause : undefined]) {
    const code: unknown = link instanceof Error && 'code' in link ? link.code : undefined
    if (typeof code === 'string') return code
  }
  return undefined
}
