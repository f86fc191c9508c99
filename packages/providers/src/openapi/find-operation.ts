import type { Operation } from './operation.ts'

const maxListed = 5

/**
 * The operation that an action means: its `operationId`, or that one in another case (`create-customer` is `createCustomer`), or its method and
 * path (`POST /v1/customers`). Else what is wrong, as a sentence.
 */
export function findOperation(operations: readonly Operation[], action: string): Operation | { problem: string } {
  const exact = operations.filter(({ id, method, path }) => id === action || `${method} ${path}` === action)
  const found = exact.length > 0 ? exact : operations.filter(({ id }) => plain(id) === plain(action))
  if (found.length === 1) return found[0]!
  const named = JSON.stringify(action)
  if (found.length > 1) return { problem: `${named} is more than one operation: ${list(found)}` }
  return { problem: `there is no operation ${named}. The closest: ${list(closestTo(operations, action))}` }
}

/** Those of `allowed`; all of them where it is absent. A sentence where one of its names is no operation. */
export function allowedOperations(
  operations: readonly Operation[],
  allowed: readonly string[] | undefined,
): readonly Operation[] | { problem: string } {
  if (allowed === undefined) return operations
  const found = allowed.map((name) => findOperation(operations, name))
  const wrong = found.find((each) => 'problem' in each)
  return wrong === undefined ? (found as Operation[]) : (wrong as { problem: string })
}

function plain(id: string): string {
  return wordsOf(id).join('')
}

function wordsOf(id: string): string[] {
  return id
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Those that have most words in common, the shorter first. */
function closestTo(operations: readonly Operation[], action: string): Operation[] {
  const asked = wordsOf(action)
  const scoreOf = ({ id }: Operation): number => {
    const words = wordsOf(id)
    const found = asked.filter((word) => words.some((other) => other.startsWith(word) || word.startsWith(other)))
    return found.length - words.length / 100
  }
  const scored = operations.map((operation) => ({ operation, score: scoreOf(operation) }))
  return scored.sort((a, b) => b.score - a.score).map(({ operation }) => operation)
}

function list(operations: readonly Operation[]): string {
  if (operations.length === 0) return 'none, for the document has no operation'
  const more = operations.length > maxListed ? ', …' : ''
  return (
    operations
      .slice(0, maxListed)
      .map(({ id }) => id)
      .join(', ') + more
  )
}
