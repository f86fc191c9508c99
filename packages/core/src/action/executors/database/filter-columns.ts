import type { RowFilter } from '../../../adapter/row-filter.ts'

/** The columns that a filter reads. */
export function columnsOf(filter: RowFilter): string[] {
  return Object.keys(filter).flatMap((key) => {
    if (key === '$and' || key === '$or') return (filter[key] as RowFilter[]).flatMap(columnsOf)
    return key === '$not' ? columnsOf(filter.$not!) : [key]
  })
}

/** Whether two columns are one, or one lies in the other. */
export function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}
