import type { Operation } from '../change/change.ts'
import { isOfEnv } from '../engine/event-triggers.ts'
import { isOwnTable } from '../schema/own-table.ts'
import type { TableSchema } from '../schema/schema.ts'
import { firesAt } from '../trigger/fires-at.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import { kindAt } from './check-conditions.ts'
import type { CheckFinding } from './check-finding.ts'
import { neverHolds } from './never-holds.ts'

/** What a trigger may fire in. */
export interface FiringPlace {
  env: string | undefined
  /** The tables that it is on, as far as they are known. */
  tables: readonly TableSchema[]
}

/** Why the trigger can never fire, as it stands and here: it is off, for another environment, or its condition cannot hold. */
export function checkNeverFires(trigger: NormalizedTrigger, { env, tables }: FiringPlace): CheckFinding[] {
  const { name, enabled, envs } = trigger
  const tell = (severity: CheckFinding['severity'], path: string, why: string): CheckFinding[] => [
    { severity, code: 'NEVER_FIRES', message: `Trigger "${name}" never fires: ${why}`, trigger: name, path },
  ]
  if (!enabled) return tell('info', 'enabled', 'it is disabled. `enabled: true` turns it on.')
  if (!isOfEnv(trigger, env)) {
    const its = `it is for ${envs!.length === 0 ? 'no environment' : envs!.join(', ')}`
    if (env === undefined)
      return tell('warning', 'envs', `${its}, and the engine was not told where it runs: createTriggers({ env }).`)
    return tell('info', 'envs', `${its}, and this is ${env}. Name it in \`envs\` where that is not meant.`)
  }
  if (trigger.tables.every((table) => table !== '*' && isOwnTable([table])))
    return tell('warning', 'tables', "tables of Triggerkit itself fire no trigger. Name the application's own.")
  const why = whyNever(trigger, env, tables)
  return why === undefined
    ? []
    : tell('warning', 'condition', `its condition cannot hold, as ${why}. Mend it, or take the trigger out.`)
}

/** The first reason, where there is one for every table and operation. */
function whyNever(
  trigger: NormalizedTrigger,
  env: string | undefined,
  tables: readonly TableSchema[],
): string | undefined {
  const { condition } = trigger
  if (condition === undefined) return undefined
  let first: string | undefined
  for (const table of tables) {
    for (const operation of operations) {
      const events = eventsOf(operation).filter((event) => firesAt(trigger, event))
      if (events.length === 0) continue
      const fixed = new Map<string, readonly unknown[]>([
        ['operation', [operation]],
        ['event', events],
      ])
      if (env !== undefined) fixed.set('env', [env])
      const why = neverHolds(condition, { operation, fixed, kindOf: (path) => kindAt(path, table) })
      if (why === undefined) return undefined
      first ??= why
    }
  }
  return first
}

const operations: readonly Operation[] = ['insert', 'update', 'delete']

function eventsOf(operation: Operation): ConcreteEvent[] {
  const name = `${operation[0]!.toUpperCase()}${operation.slice(1)}` as 'Insert' | 'Update' | 'Delete'
  return [`before${name}`, `after${name}`]
}
