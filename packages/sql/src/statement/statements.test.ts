import type { SqlStatement } from '@triggerkit/core/adapter'
import { describe, expect, test } from 'vitest'
import { dialectOf } from '../dialect/dialect-of.ts'
import { jsonParts } from '../job/json-parts.ts'
import { claimJobs } from './claim-jobs.ts'
import { countChanges } from './count-changes.ts'
import { createExecutionsSql, type ExecutionsSql } from './executions-sql.ts'
import { findDue } from './find-due.ts'
import { findExecutions } from './find-executions.ts'
import { findJobs } from './find-jobs.ts'
import { findTrigger } from './find-trigger.ts'
import { findTriggers } from './find-triggers.ts'
import { findVersions } from './find-versions.ts'
import { insertExecutions } from './insert-executions.ts'
import { insertJobs } from './insert-jobs.ts'
import { createOutboxSql, type OutboxSql } from './outbox-sql.ts'
import { putDefinition } from './put-definition.ts'
import { putMark } from './put-mark.ts'
import { recordVersion } from './record-version.ts'
import { reserveTag } from './reserve-tag.ts'
import { resumeJobs } from './resume-jobs.ts'
import { settleJobs } from './settle-jobs.ts'
import { whole } from './sql-tables.ts'
import { createStoreSql, type StoreSql } from './store-sql.ts'
import { takeDedupeKeys } from './take-dedupe-keys.ts'

const hostile = `'"\`; DROP TABLE orders --`

const claim = {
  limit: 7,
  leaseMs: 1_000,
  lease: hostile,
  worker: hostile,
  handlers: [hostile, 'mail.send'],
  formats: [1, 2],
  deferMs: 5_000,
}

const statements: Record<string, (outbox: OutboxSql) => SqlStatement> = {
  claimJobs: (outbox) => claimJobs(outbox, claim),
  findDue: (outbox) => findDue(outbox, claim),
  findJobs: (outbox) =>
    findJobs(outbox, { limit: 5, ids: [hostile], trigger: hostile, table: hostile, error: hostile, cursor: hostile }),
  insertJobs: (outbox) => insertJobs(outbox, hostile),
  putMark: (outbox) => putMark(outbox, { kind: 'worker', name: hostile, owner: hostile, forMs: 5 }),
  resumeJobs: (outbox) => resumeJobs(outbox, { kind: 'provider', name: hostile }, 10),
  settleJobs: (outbox) => settleJobs(outbox, hostile, true),
  takeDedupeKeys: (outbox) => takeDedupeKeys(outbox, hostile),
}

const key = { scopeHash: hostile, tagHash: hostile }
const executionsStatements: Record<string, (tables: ExecutionsSql) => SqlStatement> = {
  insertExecutions: (tables) => insertExecutions(tables, hostile),
  findExecutions: (tables) =>
    findExecutions(tables, {
      limit: 5,
      trigger: hostile,
      table: hostile,
      key: hostile,
      cursor: hostile,
      outcomes: ['failed'],
    }),
}

const storeStatements: Record<string, (store: StoreSql) => SqlStatement> = {
  reserveTag: (store) => reserveTag(store, key, { product: hostile, database: hostile }, hostile),
  putDefinition: (store) =>
    putDefinition(store, key, { operation: 'create', definition: hostile, format: 1, expectedVersion: 7 }),
  recordVersion: (store) => recordVersion(store, key, 'update', { by: hostile, reason: hostile }),
  findTrigger: (store) => findTrigger(store, key),
  findTriggers: (store) => findTriggers(store, hostile),
  findVersions: (store) => findVersions(store, key, { limit: 5, before: 3 }),
  countChanges: (store) => countChanges(store, hostile),
}

describe.each(['postgres', 'mysql', 'sqlite'] as const)('statements for %s', (database) => {
  const outbox = createOutboxSql(dialectOf(database), 'own')
  const store = createStoreSql(dialectOf(database), 'own')
  const executions = createExecutionsSql(dialectOf(database), 'own')
  const made = [
    ...Object.entries(statements).map(([name, make]) => [name, make(outbox)] as const),
    ...Object.entries(executionsStatements).map(([name, make]) => [name, make(executions)] as const),
    ...Object.entries(storeStatements).map(([name, make]) => [name, make(store)] as const),
  ]

  test.each(made)(
    '%s has what it is given in its parameters, and its time from the database',
    (_name, { sql, parameters }) => {
      expect(sql).not.toContain('DROP TABLE orders')
      expect(parameters.length).toBeGreaterThan(0)
      const placeholders = database === 'postgres' ? sql.match(/\$\d+/g) : sql.match(/\?/g)
      expect(placeholders).toHaveLength(parameters.length)
      expect(sql).not.toMatch(/\b1[67]\d{11}\b/)
    },
  )

  test('name the schema', () => {
    const mark = database === 'mysql' ? '`' : '"'
    expect(insertJobs(outbox, '[]').sql).toContain(`${mark}own${mark}.${mark}triggerkit_jobs${mark}`)
  })

  test('a claim locks what it takes, and steps over what others have locked', () => {
    const { sql } = database === 'mysql' ? findDue(outbox, claim) : claimJobs(outbox, claim)
    if (database === 'sqlite') expect(sql).not.toContain('FOR UPDATE')
    else expect(sql).toContain('SKIP LOCKED')
  })
})

test("a version that is no whole number is nobody's", () => {
  const store = createStoreSql(dialectOf('sqlite'), undefined)
  const { sql } = putDefinition(store, key, { operation: 'update', format: 1, expectedVersion: 1.5 })
  expect(sql).toContain('1 = 0')
})

test('only whole numbers become part of a statement', () => {
  expect(() => whole(Number.NaN)).toThrow(RangeError)
  expect(() => whole(Number.POSITIVE_INFINITY)).toThrow(RangeError)
})

test('JSON is cut where a statement would be too large, but for a single row', () => {
  const large = { payload: 'x'.repeat(3_000_000) }
  const parts = jsonParts([large, large, { payload: 'y' }, { payload: 'z'.repeat(9_000_000) }, { payload: 'w' }])
  expect(parts.map((part) => JSON.parse(part).length)).toEqual([1, 2, 1, 1])
  expect(jsonParts([])).toEqual([])
})
