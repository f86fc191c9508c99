import type { DefinitionProblem } from '../errors/definition-problem.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import type { Schema } from '../schema/schema.ts'
import { checkStoredAgainstSchema, type StoredRules } from '../stored/check-stored-against-schema.ts'
import { checkTriggerAgainstSchema, type SchemaProblem } from '../trigger/check-trigger-against-schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** What does not fit: nothing where one of the connected databases fits the trigger, else what the last of them lacks. */
export function schemaProblems(
  trigger: NormalizedTrigger,
  schemas: readonly Schema[],
  rules: StoredRules,
): SchemaProblem[] {
  let problems: SchemaProblem[] = []
  for (const schema of schemas) {
    problems = [...checkTriggerAgainstSchema(trigger, schema), ...checkStoredAgainstSchema(trigger, schema, rules)]
    if (problems.every(({ severity }) => severity !== 'error')) return problems
  }
  return problems
}

/** Of those, what cannot work. */
export function schemaErrors(
  trigger: NormalizedTrigger,
  schemas: readonly Schema[],
  rules: StoredRules,
): DefinitionProblem[] {
  return schemaProblems(trigger, schemas, rules).flatMap(({ severity, ...problem }) =>
    severity === 'error' ? [problem] : [],
  )
}

/** Throws one error with every table and field that the triggers name and no connected database has, or that is hidden from them. */
export function assertSchemaKnows(
  triggers: readonly NormalizedTrigger[],
  schemas: readonly Schema[],
  rules: StoredRules,
): void {
  const problems = triggers.flatMap((trigger) =>
    schemaErrors(trigger, schemas, rules).map((problem) => ({ ...problem, path: `${trigger.name}: ${problem.path}` })),
  )
  if (problems.length > 0) throw new TriggerDefinitionError({ problems })
}
