import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import type { Schema } from '../schema/schema.ts'
import { checkTriggerAgainstSchema } from '../trigger/check-trigger-against-schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** Throws one error with every table and field that the triggers name and the schema does not have. */
export function assertSchemaKnows(triggers: readonly NormalizedTrigger[], schema: Schema): void {
  const problems = triggers.flatMap((trigger) =>
    checkTriggerAgainstSchema(trigger, schema)
      .filter(({ severity }) => severity === 'error')
      .map((problem) => ({ ...problem, path: `${trigger.name}: ${problem.path}` })),
  )
  if (problems.length > 0) throw new TriggerDefinitionError({ problems })
}
