import type { QueryRunner } from 'typeorm'

export interface SharingDriver {
  queryRunner?: QueryRunner
}

interface CachingRunner {
  stmtCache?: Map<string, unknown>
}

/**
 * A QueryRunner of the caller's own, on the connection that TypeORM's drivers for SQLite otherwise share by sharing one runner: what is in a
 * transaction and what is not can then be told apart (R8). Prepared statements stay shared.
 */
export function createOwnRunner(driver: SharingDriver, create: () => QueryRunner): QueryRunner {
  const shared = driver.queryRunner ?? create()
  driver.queryRunner = undefined
  try {
    const own = create()
    const { stmtCache } = shared as CachingRunner
    if (stmtCache) (own as CachingRunner).stmtCache = stmtCache
    return own
  } finally {
    driver.queryRunner = shared
  }
}
