import type { EngineCore } from '../engine/engine-core.ts'
import type { Schema } from '../schema/schema.ts'
import { findColumn } from '../trigger/find-column.ts'
import { parsePath } from '../value/path.ts'
import type { CheckFinding } from './check-finding.ts'

/** Names in the engine's options that nothing answers to: a slip there hides nothing, or forbids what is meant to be allowed. */
export function checkOptions(core: EngineCore, schemas: readonly Schema[]): CheckFinding[] {
  const findings: CheckFinding[] = []
  const add = (option: string, name: string, what: string): void => {
    const message = `createTriggers({ ${option} }): there is no ${what} "${name}".`
    findings.push({ severity: 'warning', code: 'OPTION_UNKNOWN', message })
  }
  const { listen, write, functions, sensitive } = core.stored
  for (const name of functions === 'all' ? [] : functions)
    if (!core.functions.has(name)) add('stored: { functions }', name, 'registered function')
  if (schemas.length === 0) return findings
  for (const [option, names] of [
    ['stored: { tables: { listen } }', listen],
    ['stored: { tables: { write } }', write],
  ] as const) {
    for (const name of names === 'all' ? [] : names)
      if (schemas.every((schema) => schema.find(name) === undefined)) add(option, name, 'table')
  }
  for (const [option, names] of [
    ['sensitive', core.options.sensitive ?? []],
    ['stored: { sensitive }', sensitive],
  ] as const) {
    for (const name of names) if (!schemas.some((schema) => knows(schema, name))) add(option, name, 'column')
  }
  return findings
}

function knows(schema: Schema, name: string): boolean {
  const path = parsePath(name)
  for (let length = 1; length < path.length; length++) {
    const table = schema.find(path.slice(0, length).join('.'))
    if (table !== undefined && findColumn(path.slice(length), table) === 'found') return true
  }
  return [...schema.tables()].some((table) => findColumn(path, table) === 'found')
}
