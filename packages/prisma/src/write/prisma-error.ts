/** P2025: a record that the operation needs is not there. */
export function isRecordNotFound(error: unknown): boolean {
  return codeOf(error) === 'P2025'
}

/** P2028: the transaction is not there. */
export function isTransactionMissing(error: unknown): boolean {
  return codeOf(error) === 'P2028'
}

/** P2002: a unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === 'P2002'
}

/** Arguments that Prisma refuses, before anything is sent. */
export function isValidationError(error: unknown): boolean {
  return (error as { name?: unknown } | null | undefined)?.name === 'PrismaClientValidationError'
}

/** An error of Prisma's own. */
export function isPrismaError(error: unknown): boolean {
  return String((error as { name?: unknown } | null | undefined)?.name).startsWith('PrismaClient')
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null | undefined)?.code
}
