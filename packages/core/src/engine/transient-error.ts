const transientCodes = new Set(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'SQLITE_BUSY', 'P2034'])
const transientNumbers = new Set([1213])

/** Whether running the same transaction again may succeed: serialization failure, deadlock, write conflict (R3). */
export function isTransientError(error: unknown): boolean {
  for (let current = error, depth = 0; isObject(current) && depth < 5; depth++) {
    if (transientCodes.has(String(current.code)) || transientNumbers.has(Number(current.errno))) return true
    if (Array.isArray(current.errorLabels) && current.errorLabels.includes('TransientTransactionError')) return true
    current = current.driverError ?? current.cause
  }
  return false
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}
