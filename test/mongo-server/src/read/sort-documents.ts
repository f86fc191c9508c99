import { somePathValue } from '../filter/path-values.ts'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type Document, isNumeric, member, toNumber } from '../value/bson-value.ts'
import { compareValues } from '../value/compare-values.ts'
import { splitPath } from '../value/field-path.ts'

/** In the order of `sort`; documents that are equal in it keep theirs. */
export function sortDocuments(documents: readonly Document[], sort: Document): Document[] {
  const keys = Object.keys(sort).map((name) => ({
    path: splitPath(name),
    direction: directionOf(name, member(sort, name)),
  }))
  const places = documents.map((document) => ({
    document,
    values: keys.map(({ path, direction }) => sortValue(document, path, direction)),
  }))
  places.sort((a, b) => {
    for (const [index, { direction }] of keys.entries()) {
      const found = compareValues(a.values[index], b.values[index]) * direction
      if (found !== 0) return found
    }
    return 0
  })
  return places.map(({ document }) => document)
}

function directionOf(name: string, value: unknown): 1 | -1 {
  if (isNumeric(value) && Math.abs(toNumber(value)) === 1) return toNumber(value) as 1 | -1
  if (typeof value === 'object' && value !== null && '$meta' in value) throw notSupported('A sort by $meta')
  throw new MongoError(ErrorCode.badValue, `Illegal key in $sort specification: ${name}`)
}

/** Of an array the smallest item going up, the largest going down; of an empty one less than null. */
function sortValue(document: Document, path: readonly string[], direction: 1 | -1): unknown {
  const values: unknown[] = []
  let isEmpty = false
  somePathValue(
    document,
    path,
    (value) => {
      if (!Array.isArray(value)) values.push(value)
      else if (value.length === 0) isEmpty = true
      else values.push(...(value as unknown[]))
      return false
    },
    { items: false },
  )
  if (isEmpty && values.length === 0) throw notSupported('A sort by empty arrays')
  return values.reduce(
    (best: unknown, value, index) => (index === 0 || compareValues(value, best) * direction < 0 ? value : best),
    undefined,
  )
}
