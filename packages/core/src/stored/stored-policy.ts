import { isOwnTable } from '../schema/own-table.ts'
import type { Bounds } from '../trigger/limits.ts'

/** Tables by the names that a policy gives; `all`: every one but Triggerkit's own. */
export type TableRule = ReadonlySet<string> | 'all'

/** What definitions from a store may do, in its checked form. Made by `readStoredOptions`. */
export interface StoredPolicy {
  readonly families: ReadonlySet<string> | 'all'
  readonly listen: TableRule
  readonly write: TableRule
  readonly functions: ReadonlySet<string> | 'all'
  /** Hidden columns that they may reach, as `column` or `table.column`. */
  readonly sensitive: ReadonlySet<string>
  readonly beforeEvents: boolean
  readonly unsafeBeforeCommit: boolean
  readonly bounds: Bounds
}

/** Whether a table is allowed that has these names. One of Triggerkit's own never is, whatever the rule says. */
export function allowsTable(rule: TableRule, names: readonly string[]): boolean {
  if (isOwnTable(names)) return false
  return rule === 'all' || names.some((name) => rule.has(name))
}

/** Whether an action of this family and type is allowed. */
export function allowsAction(policy: StoredPolicy, { family, type }: { family: string; type: string }): boolean {
  return policy.families === 'all' || policy.families.has(family) || policy.families.has(type)
}
