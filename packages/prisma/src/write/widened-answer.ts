import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { pick } from '../row/columns.ts'

/** Arguments whose answer has columns beyond what the caller selects, and the way back. */
export interface WidenedAnswer {
  args: Arguments
  /** The wanted columns of an answered row. */
  wanted(row: Row): Row
  /**
   * Hides of an answered row what the caller did not select. It stays readable: computed fields of another extension may need it, and which do is
   * not known here.
   */
  narrow(row: Row): Row
}

/** Makes an operation answer with these columns too, so that nothing is read twice. */
export function widenAnswer(args: Arguments, names: readonly string[], omitted: Arguments): WidenedAnswer {
  const select = args.select as Arguments | undefined
  const added = isSelection(select)
    ? names.filter((name) => select[name] !== true)
    : names.filter((name) => ((args.omit as Arguments | undefined)?.[name] ?? omitted[name]) === true)
  const widened = added.length === 0 ? args : widen(args, added, isSelection(select))
  return {
    args: widened,
    wanted: (row) => pick(row, names),
    narrow(row) {
      if (added.length === 0) return row
      const narrowed = { ...row }
      for (const name of added) Object.defineProperty(narrowed, name, { value: narrowed[name], enumerable: false })
      return narrowed
    },
  }
}

function widen(args: Arguments, added: readonly string[], selects: boolean): Arguments {
  if (selects)
    return {
      ...args,
      select: { ...(args.select as Arguments), ...Object.fromEntries(added.map((name) => [name, true])) },
    }
  return { ...args, omit: { ...(args.omit as Arguments), ...Object.fromEntries(added.map((name) => [name, false])) } }
}

/** A selection of nothing is an error of Prisma's, which it must stay. */
function isSelection(select: Arguments | undefined): select is Arguments {
  return (
    select !== null &&
    typeof select === 'object' &&
    Object.values(select).some((value) => value !== false && value !== undefined)
  )
}
