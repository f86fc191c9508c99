import type { JsonDefinition, StoredEntry, StoredVersion } from '@triggerkit/core'
import type { Row } from '@triggerkit/core/adapter'
import { fromKept } from '../job/kept-text.ts'
import { type DefinitionPlace, readDefinition, unreadable } from './read-definition.ts'

/** A row of `triggerkit_triggers` that has a definition. */
export function readTrigger(row: Row): StoredEntry {
  const tag = fromKept(String(row.tag))
  const version = Number(row.version)
  try {
    const place = { tag, version, table: 'triggerkit_triggers' }
    const definition = readDefinition(Number(row.format), String(row.definition), place)
    const [createdAt, updatedAt] = [toTime(row.created_at, place), toTime(row.updated_at, place)]
    return { tag, version, definition, createdAt, updatedAt }
  } catch (error) {
    return { tag, version, problem: error as Error }
  }
}

/** A row of `triggerkit_trigger_versions`. A definition that cannot be read is left out: the rest of the history is worth no less. */
export function readVersion(tag: string, row: Row): StoredVersion {
  const { operation, changed_by: by, reason } = row
  const version = Number(row.version)
  const place = { tag, version, table: 'triggerkit_trigger_versions' }
  return {
    tag,
    version,
    operation: String(operation) as StoredVersion['operation'],
    ...readableDefinition(row, place),
    at: toTime(row.changed_at, place),
    ...(by !== null && { by: fromKept(String(by)) }),
    ...(reason !== null && { reason: fromKept(String(reason)) }),
  }
}

function readableDefinition({ format, definition }: Row, place: DefinitionPlace): { definition?: JsonDefinition } {
  if (definition === null) return {}
  try {
    return { definition: readDefinition(Number(format), String(definition), place) }
  } catch {
    return {}
  }
}

function toTime(ms: unknown, place: DefinitionPlace): string {
  const time = new Date(Number(ms))
  if (Number.isNaN(time.getTime())) throw unreadable(`has a time that is none, ${Number(ms)}. Mend it, or`, place)
  return time.toISOString()
}
