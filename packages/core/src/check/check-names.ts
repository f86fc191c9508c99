import type { Schema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'

/**
 * A trigger never replaces one of the other origin, another of its store, or one that calls the table by another of its names (R37): both fire,
 * which may not be meant. The triggers are those that fire here.
 */
export function checkNames(triggers: readonly NormalizedTrigger[], schemas: readonly Schema[]): CheckFinding[] {
  const seen = new Map<string, Map<string, NormalizedTrigger>>()
  const findings: CheckFinding[] = []
  for (const trigger of triggers) {
    const { name } = trigger
    const namesakes = seen.get(name) ?? new Map<string, NormalizedTrigger>()
    seen.set(name, namesakes)
    for (const table of tablesOf(trigger, schemas)) {
      const [any] = table === '*' ? namesakes.values() : []
      const other = namesakes.get(table) ?? namesakes.get('*') ?? any
      namesakes.set(table, trigger)
      if (other === undefined || other === trigger) continue
      const where = table === '*' ? 'every table' : table
      findings.push({
        severity: 'warning',
        code: 'SAME_NAME',
        message:
          `Two triggers on ${where} are named "${name}" (${originOf(other)} and ${originOf(trigger)}): both fire. ` +
          'Rename one, or take it out.',
        trigger: name,
        table,
      })
    }
  }
  return findings
}

/** By the names that the schemas have for them. */
function tablesOf({ tables }: NormalizedTrigger, schemas: readonly Schema[]): Set<string> {
  const canonical = (name: string): string[] => schemas.flatMap((schema) => schema.find(name)?.name ?? [])
  return new Set(tables.flatMap((name) => (name === '*' || canonical(name).length === 0 ? name : canonical(name))))
}

function originOf({ origin, tag, tables }: NormalizedTrigger): string {
  return origin === 'code' ? `registered in code on ${tables.join(', ')}` : `stored as "${tag}"`
}
