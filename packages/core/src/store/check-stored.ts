import { ProblemList } from '../errors/problem-list.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { isFilledText } from '../trigger/check-value.ts'
import { type NormalizeOptions, normalizeTrigger } from '../trigger/normalize-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { checkJson } from './check-json.ts'
import { storeMembers } from './stored-definition.ts'
import type { JsonDefinition } from './trigger-store.ts'

export type StoredCheck = Omit<NormalizeOptions, 'origin' | 'table'>

/**
 * Checks a detached definition completely before it is stored and gives what is to be kept: JSON, with its tag. `problems` holds what
 * detaching it found.
 *
 * @throws TriggerDefinitionError with every problem.
 */
export function checkStored(
  detached: unknown,
  problems: ProblemList,
  check: StoredCheck,
): { tag: string; definition: JsonDefinition } {
  const found = new ProblemList()
  for (const problem of problems.problems) found.add(problem.path, problem.message, problem)
  // So large that nothing of it was looked at.
  if (detached === undefined && !found.empty) throw new TriggerDefinitionError({ problems: found.problems })
  checkJson(detached, '', found)
  const members = isPlainObject(detached) ? withoutStoreMembers(detached) : detached
  const trigger = normalize(members, check, found)
  if (trigger === undefined || !found.empty)
    throw new TriggerDefinitionError({ trigger: nameOf(members), problems: found.problems })
  const { tag } = trigger
  return { tag, definition: JSON.parse(JSON.stringify({ ...(members as object), tag })) as JsonDefinition }
}

/** A path that has a problem already is not reported twice: what is wrong there has been left out since. */
function normalize(members: unknown, check: StoredCheck, found: ProblemList): NormalizedTrigger | undefined {
  try {
    return normalizeTrigger(members, { ...check, origin: 'stored' })
  } catch (error) {
    if (!TriggerDefinitionError.isInstance(error)) throw error
    const paths = new Set(found.problems.map(({ path }) => path))
    for (const problem of error.problems)
      if (!paths.has(problem.path)) found.add(problem.path, problem.message, problem)
    return undefined
  }
}

function withoutStoreMembers(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([name]) => !(storeMembers as readonly string[]).includes(name)),
  )
}

function nameOf(members: unknown): string | undefined {
  return isPlainObject(members) ? [members.tag, members.name].find(isFilledText)?.slice(0, 200) : undefined
}
