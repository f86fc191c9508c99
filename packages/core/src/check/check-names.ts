import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { CheckFinding } from './check-finding.ts'

/** A stored trigger never replaces one of the code, nor another of its store (R37): both fire, which may not be meant. */
export function checkNames(triggers: readonly NormalizedTrigger[]): CheckFinding[] {
  const seen = new Map<string, NormalizedTrigger>()
  const findings: CheckFinding[] = []
  for (const trigger of triggers) {
    for (const table of trigger.tables) {
      const key = JSON.stringify([table, trigger.name])
      const other = seen.get(key)
      seen.set(key, trigger)
      if (other === undefined) continue
      findings.push({
        severity: 'warning',
        code: 'SAME_NAME',
        message:
          `Two triggers on ${table} are named "${trigger.name}" (${originOf(other)} and ${originOf(trigger)}): both fire. ` +
          'Rename one, or take it out.',
        trigger: trigger.name,
        table,
      })
    }
  }
  return findings
}

function originOf({ origin, tag }: NormalizedTrigger): string {
  return origin === 'code' ? 'registered in code' : `stored as "${tag}"`
}
