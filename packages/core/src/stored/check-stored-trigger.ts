import type { NormalizedAction } from '../action/action-definition.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isOwnTable } from '../schema/own-table.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { allowsAction, allowsTable, type StoredPolicy, type TableRule } from './stored-policy.ts'

/** A definition from a store as far as it has been read, and as it was written. */
export interface StoredCheck {
  policy: StoredPolicy
  /** The other names of a table, where its database is known; the name itself is among them. */
  namesOf: (table: string) => readonly string[]
  written: Readonly<Record<string, unknown>>
  tables: readonly string[]
  events: readonly string[]
  actions: readonly NormalizedAction[]
  /** Where each action stands. */
  paths: readonly string[]
}

const mend = 'or register the trigger in code'

/** Checks that a definition from a store does nothing but what `createTriggers({ stored })` lets it (R46). */
export function checkStoredTrigger(check: StoredCheck, problems: ProblemList): void {
  const { policy, written, events, tables, actions, paths } = check
  for (const table of tables) {
    const problem = tableProblem(table, 'listen', check)
    if (problem !== undefined) problems.add(pathOf(written.tables, 'tables', table), problem)
  }
  for (const event of policy.beforeEvents ? [] : events.filter((name) => name.startsWith('before'))) {
    problems.add('events', `stored triggers may not listen to ${event}: ${allow('beforeEvents: true')}, ${mend}`)
  }
  actions.forEach((action, index) => checkAction(action, paths[index]!, check, problems))
}

function checkAction(action: NormalizedAction, path: string, check: StoredCheck, problems: ProblemList): void {
  const { policy, tables } = check
  if (!allowsAction(policy, action)) {
    const allowed = policy.families === 'all' ? [] : [...policy.families]
    problems.add(
      joinPath(path, 'type'),
      `stored definitions may not use ${action.type}, only ${listed(allowed)}: ` +
        `${allow(`families: [… '${action.family}']`)}, ${mend}`,
      { found: action.type, allowed },
    )
  }
  if (action.unsafeBeforeCommit && !policy.unsafeBeforeCommit) {
    problems.add(
      joinPath(path, 'unsafeBeforeCommit'),
      `stored definitions may not act before the commit: leave it out, ${allow('unsafeBeforeCommit: true')}, ${mend}`,
    )
  }
  if (action.family === 'database') checkTarget(action, path, check, problems)
  if (action.type === 'custom') checkFunction(action, path, check, problems)
  action.actions?.forEach((inner, index) =>
    checkAction(inner, joinPath(payloadPath(path, 'actions', check), index), check, problems),
  )
  const altered = action.type === 'record.set' ? tables : []
  for (const table of altered) {
    const problem = tableProblem(table, 'write', check)
    if (problem !== undefined) problems.add(joinPath(path, 'type'), problem)
  }
}

/** A table that a template names is checked when it is known: at execution. */
function checkTarget(action: NormalizedAction, path: string, check: StoredCheck, problems: ProblemList): void {
  const { table } = action.payload
  if (typeof table !== 'string' || table.includes('{{')) return
  const problem = tableProblem(table, 'write', check)
  if (problem !== undefined) problems.add(payloadPath(path, 'table', check), problem)
}

function checkFunction(action: NormalizedAction, path: string, check: StoredCheck, problems: ProblemList): void {
  const { functions } = check.policy
  const { function: name } = action.payload
  if (typeof name !== 'string') return
  const at = payloadPath(path, 'function', check)
  if (name.includes('{{')) problems.add(at, 'a function is named as it is, not by a placeholder', { found: name })
  else if (functions !== 'all' && !functions.has(name)) {
    const allowed = [...functions]
    problems.add(
      at,
      `stored definitions may not call the function "${name}", only ${listed(allowed)}: ` +
        `${allow(`functions: [… '${name}']`)}, ${mend}`,
      { found: name, allowed },
    )
  }
}

function tableProblem(table: string, use: 'listen' | 'write', { policy, namesOf }: StoredCheck): string | undefined {
  const rule = policy[use]
  const names = table === '*' ? [table] : namesOf(table)
  if (isOwnTable(names)) return `"${table}" is a table of Triggerkit itself, which no stored definition reaches`
  if (allowsTable(rule, names)) return undefined
  const what =
    table === '*'
      ? `"*" is every table, and stored triggers may ${use}`
      : `stored triggers may not ${use} to "${table}"`
  return `${what}${only(table, use, rule)}: ${allow(`tables: { ${use}: [… '${table}'] }`)}, ${mend}`
}

function only(table: string, use: string, rule: TableRule): string {
  const names = rule === 'all' ? [] : [...rule]
  return table === '*' ? ` to ${listed(names)} only (name those)` : `, only to ${listed(names)} (stored.tables.${use})`
}

function allow(option: string): string {
  return `allow it by createTriggers({ stored: { ${option} } })`
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  return names.slice(0, 12).join(', ') + (names.length > 12 ? ', …' : '')
}

function pathOf(written: unknown, path: string, value: string): string {
  const index = Array.isArray(written) ? written.indexOf(value) : -1
  return index < 0 ? path : joinPath(path, index)
}

/** Where a field of an action's payload was written: in its `config` or beside its type. */
function payloadPath(path: string, field: string, { written }: StoredCheck): string {
  const index = Number(/^actions\[(\d+)\]$/.exec(path)?.[1])
  const action: unknown = Array.isArray(written.actions) ? written.actions[index] : undefined
  const config = isPlainObject(action) ? action.config : undefined
  return isPlainObject(config) && Object.hasOwn(config, field)
    ? joinPath(joinPath(path, 'config'), field)
    : joinPath(path, field)
}
