import { toConditionField } from '../condition/condition-field.ts'
import type { MismatchReport } from '../condition/condition-options.ts'
import { eachFieldCondition } from '../condition/each-field-condition.ts'
import { toOperatorName } from '../condition/operator-name.ts'
import { joinPath } from '../errors/problem-list.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { valuesEqual } from '../value/equal.ts'
import type { CheckFinding } from './check-finding.ts'

/** A comparison across kinds that a write met (R23). */
export interface MetMismatch {
  trigger: NormalizedTrigger
  report: MismatchReport
  /** What was told of it. */
  message: string
}

/**
 * What writes met of comparisons that still stand in a trigger: one finding for each place, and none for a place that `known` tells of already.
 */
export function checkMismatches(
  met: Iterable<MetMismatch>,
  triggers: readonly NormalizedTrigger[],
  known: readonly CheckFinding[],
): CheckFinding[] {
  const placeOf = (trigger = '', path = ''): string => JSON.stringify([trigger, path])
  const told = new Set(
    known.flatMap(({ code, trigger, path }) => (code === 'KIND_MISMATCH' ? [placeOf(trigger, path)] : [])),
  )
  const findings: CheckFinding[] = []
  for (const { trigger, report, message } of met) {
    const { name } = trigger
    for (const path of placesOf(
      report,
      triggers.find((each) => isSame(each, trigger)),
    )) {
      const place = placeOf(name, path)
      if (told.has(place)) continue
      told.add(place)
      findings.push({ severity: 'warning', code: 'KIND_MISMATCH', message, trigger: name, path })
    }
  }
  return findings
}

/** Where in the trigger's definition such a comparison stands. */
function placesOf(report: MismatchReport, trigger: NormalizedTrigger | undefined): string[] {
  const places: string[] = []
  if (trigger?.condition === undefined) return places
  eachFieldCondition(trigger.condition, 'condition', ({ field, operator, value }, at) => {
    const isIt = toConditionField(field).path === report.path && toOperatorName(operator) === report.operator
    if (isIt && (value === report.value || valuesEqual(value, report.value))) places.push(joinPath(at, 'value'))
  })
  return places
}

/** Whether it is the same trigger, which may have been registered or loaded again meanwhile. */
function isSame(one: NormalizedTrigger, other: NormalizedTrigger): boolean {
  if (one === other) return true
  return one.origin === other.origin && one.tag === other.tag && one.name === other.name && sharesTable(one, other)
}

function sharesTable(one: NormalizedTrigger, other: NormalizedTrigger): boolean {
  return one.tables.some((table) => other.tables.includes(table))
}
