import type { TableSchema } from '@triggerkit/core/adapter'
import { isPlain } from '../row/paths.ts'
import { hasOperators } from './foresee-update.ts'

/** The columns that an update may change; undefined where that can be any: of a pipeline, a replacement, a path beyond the schema. */
export function columnsGivenBy(update: unknown, table: TableSchema): string[] | undefined {
  if (!isPlain(update) || !hasOperators(update)) return undefined
  const columns = new Set<string>()
  for (const [operator, fields] of Object.entries(update)) {
    if (!isPlain(fields)) return undefined
    for (const [path, operand] of Object.entries(fields)) {
      for (const each of operator === '$rename' ? [path, String(operand)] : [path]) {
        const found = columnsAt(each, table)
        if (found.length === 0) return undefined
        for (const column of found) columns.add(column)
      }
    }
  }
  return [...columns]
}

/** The column that the path is or leads into, else those below it. */
export function columnsAt(path: string, table: TableSchema): string[] {
  const names = path.split('.')
  for (let length = names.length; length > 0; length--) {
    const column = names.slice(0, length).join('.')
    if (table.columns.has(column)) return [column]
  }
  return [...table.columns.keys()].filter((column) => column.startsWith(`${path}.`))
}
