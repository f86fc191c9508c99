import { parsePath } from '../value/path.ts'
import type { Row } from './change.ts'
import { copyOwners, shallowCopy } from './copy-owners.ts'
import { hideColumns } from './hidden-columns.ts'

/** A copy of the row in which there is nothing at these paths; what is not on the way to them is shared. */
export function copyWithout(row: Row, paths: readonly string[]): Row {
  const copy = shallowCopy(row) as Row
  for (const text of paths) {
    const path = parsePath(text)
    const owner = copyOwners(copy, path.slice(0, -1))
    if (owner instanceof Map) owner.delete(path.at(-1)!)
    else if (owner !== undefined) delete (owner as Row)[path.at(-1)!]
  }
  return copy
}

/** A copy of the row in which what is at these paths is reached by its explicit path only. */
export function copyHiding(row: Row, paths: readonly string[]): Row {
  return hideColumns(shallowCopy(row) as Row, paths)
}
