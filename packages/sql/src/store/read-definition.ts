import type { JsonDefinition } from '@triggerkit/core'
import { StoreError } from '@triggerkit/core/adapter'

/** How definitions are kept: the text of their JSON. */
export const definitionFormat = 1

/** Where a definition stands. */
export interface DefinitionPlace {
  readonly tag: string
  readonly version: number
  /** The table that it is in. */
  readonly table: string
}

/**
 * A definition of the text that it is kept as.
 *
 * @throws StoreError of code `STORE_UNREADABLE`.
 */
export function readDefinition(format: number, text: string, place: DefinitionPlace): JsonDefinition {
  if (format !== definitionFormat) {
    const problem = `is of format ${format}, and this program knows ${definitionFormat}: a newer one has stored it. Update @triggerkit/sql here, or`
    throw unreadable(problem, place)
  }
  let definition: unknown
  try {
    definition = JSON.parse(text)
  } catch (cause) {
    throw unreadable('is no JSON. Mend the text in its column "definition", or', place, cause)
  }
  if (typeof definition === 'object' && definition !== null && !Array.isArray(definition))
    return definition as JsonDefinition
  throw unreadable('is JSON, but no object. Mend the text in its column "definition", or', place)
}

/** `problem` ends before what can always be done instead. */
export function unreadable(problem: string, { tag, version, table }: DefinitionPlace, cause?: unknown): StoreError {
  return new StoreError({
    code: 'STORE_UNREADABLE',
    message: `Version ${version} of ${JSON.stringify(tag)} in the table ${table} ${problem} bring an earlier version back with triggers.revert, or delete it with triggers.delete and create it anew.`,
    cause,
    data: { tag, version, table },
  })
}
