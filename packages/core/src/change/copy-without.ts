import { parsePath } from '../value/path.ts'
import type { Row } from './change.ts'
import { copyOwners, shallowCopy } from './copy-owners.ts'
import { hideColumns } from './hidden-columns.ts'

/** A copy of the row in which there is nothing at these paths; what is not on the way to them is shared. */
export function copyWithout(row: Row, paths: readonly string[]): Row {
  const copy = shallowCopy(row) as Row
  for (const text of paths) {
    const path = parsePath(text)
    const name = path.at(-1)!
    for (const owner of copyOwners(copy, path)) {
      if (owner instanceof Map) owner.delete(name)
      else delete (owner as Row)[name]
    }
  }
  return copy
}

/** A copy of the row in which what is at these paths is reached by its explicit path only. */
export function copyHiding(row: Row, paths: readonly string[]): Row {
  return hideColumns(shallowCopy(row) as Row, paths)
}
