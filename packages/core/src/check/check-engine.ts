import { schemaProblems } from '../engine/assert-schema-knows.ts'
import type { Binding } from '../engine/binding.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { checkActions, isActive } from './check-actions.ts'
import { checkConditions } from './check-conditions.ts'
import { checkCosts } from './check-costs.ts'
import { checkDatabase } from './check-database.ts'
import { checkExecutions } from './check-executions.ts'
import { type CheckFinding, inOrder } from './check-finding.ts'
import { checkLoops } from './check-loops.ts'
import { checkMismatches } from './check-mismatches.ts'
import { checkNames } from './check-names.ts'
import { checkNeverFires } from './check-never-fires.ts'
import { checkOptions } from './check-options.ts'
import { checkProviders } from './check-providers.ts'
import { checkValues } from './check-values.ts'

/** All that is known to be wrong, or less than one might think, about the triggers as they stand; `known` is what the store says. */
export function checkEngine(
  core: EngineCore,
  bindings: Iterable<Binding>,
  known: readonly CheckFinding[] = [],
): CheckFinding[] {
  const bound = [...bindings]
  const schemas = bound.map(({ port }) => port.schema)
  const triggers = core.registry.all()
  const active = triggers.filter((trigger) => isActive(core, trigger))
  const findings = [
    ...known,
    ...triggers.flatMap((trigger) => checkTrigger(core, trigger, schemas)),
    ...checkNames(active, schemas),
    ...bound.flatMap((binding) => checkDatabase(binding, active)),
    ...checkOptions(core, schemas),
    ...schemas.flatMap((schema) => checkLoops(active, schema, core.maxDepth)),
    ...checkProviders(core.providers, triggers, core.health),
    ...checkExecutions(core.executions),
    ...bound.flatMap(checkCosts),
  ]
  findings.push(...checkMismatches(core.mismatches.values(), triggers, findings))
  const told = inOrder(findings).map((finding) => ({ ...finding, message: escapeControls(finding.message) }))
  // Several connections say the same of themselves.
  return [...new Map(told.map((finding) => [JSON.stringify(finding), finding])).values()]
}

function checkTrigger(core: EngineCore, trigger: NormalizedTrigger, schemas: readonly Schema[]): CheckFinding[] {
  const tables = tablesOf(trigger, schemas)
  // What is on every table may well name a field that some have in another kind.
  const named = trigger.tables.includes('*') ? [] : tables
  return [
    ...checkActions(core, trigger),
    ...schemaProblems(trigger, schemas, core).map(
      ({ severity, message, path }): CheckFinding => ({
        severity,
        code: 'SCHEMA_MISMATCH',
        message: `Trigger "${trigger.name}": ${path}: ${message}`,
        trigger: trigger.name,
        path,
      }),
    ),
    ...checkNeverFires(trigger, { env: core.options.env, tables }),
    ...checkConditions(trigger, named),
    ...checkValues(trigger, named, schemas),
  ]
}

/** Those that its names lead to, `['*']` all. */
function tablesOf({ tables }: NormalizedTrigger, schemas: readonly Schema[]): TableSchema[] {
  const found = schemas.flatMap((schema) =>
    tables.flatMap((name) => (name === '*' ? [...schema.tables()] : (schema.find(name) ?? []))),
  )
  return [...new Set(found)]
}
