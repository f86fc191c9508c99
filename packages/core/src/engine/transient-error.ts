const transientCodes = new Set(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'SQLITE_BUSY', 'P2034'])
const transientNumbers = new Set([1213])

/** Whether running the same transaction again may succeed: serialization failure, deadlock, write conflict (R3). */
export function isTransientError(error: unknown): boolean {
  for (let current = error, depth = 0; isObject(current) && depth < 5; depth++) {
    for (const code of [current.code, current.errno, current.originalCode])
      if (transientCodes.has(String(code)) || transientNumbers.has(Number(code))) return true
    if (Array.isArray(current.errorLabels) && current.errorLabels.includes('TransientTransactionError')) return true
    current = current.driverError ?? current.cause ?? rawQueryCause(current)
  }
  return false
}

/** What Prisma says of the database's error where a raw query failed: its engine by the code alone, a driver's adapter by an error of its own. */
function rawQueryCause({ code, meta }: Record<string, unknown>): unknown {
  return code === 'P2010' && isObject(meta) ? (meta.driverAdapterError ?? meta) : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}
