import { type Capabilities, type SqlConnection, TriggerkitError } from '@triggerkit/core/adapter'

/** What differs between databases in the statements that Triggerkit writes itself. */
export interface Dialect {
  readonly database: SqlConnection['database']
  readonly capabilities: Capabilities
  quote(name: string): string
  /** The placeholder of the nth parameter, from 1. */
  parameter(position: number): string
  /** Ends a SELECT that locks its rows; `key` where the key changes or the row goes (R12). */
  lock(strength: 'update' | 'key'): string
  /** How many values of keys a statement takes beside the caller's own parameters: Prisma 6 itself stops at 999 on SQLite. */
  readonly keyValues: number
  /** A key's value as a raw statement takes it. */
  keyValue(value: unknown): unknown
  /** Raw statements give JSON columns: Prisma up to 6.13 throws on MariaDB. */
  readonly readsJson: boolean
}

/** A Decimal, which Prisma 6 compares with nothing, as its text; everything else as it is. */
function asText(value: unknown): unknown {
  return typeof (value as { toFixed?: unknown } | null)?.toFixed === 'function' && typeof value === 'object'
    ? String(value)
    : value
}

/** As MariaDB writes dates: 2024-01-31 10:20:30.000, in UTC as Prisma stores them. */
function asDatetime(value: Date): string {
  return value.toISOString().replace('T', ' ').replace('Z', '')
}

const transactional = { transactions: true, savepoints: true, upsertVerdict: 'look' } as const

const sqlite: Dialect = {
  database: 'sqlite',
  capabilities: {
    ...transactional,
    locks: false,
    returning: { insert: true, update: true, delete: true },
    singleConnection: true,
    maxParameters: 999,
  },
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: () => '?',
  lock: () => '',
  keyValues: 500,
  keyValue: asText,
  readsJson: true,
}

const postgres: Dialect = {
  database: 'postgres',
  capabilities: {
    ...transactional,
    locks: true,
    returning: { insert: true, update: true, delete: true },
    singleConnection: false,
    maxParameters: 32_767,
  },
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: (position) => `$${position}`,
  lock: (strength) => (strength === 'update' ? ' FOR NO KEY UPDATE' : ' FOR UPDATE'),
  keyValues: 10_000,
  keyValue: asText,
  readsJson: true,
}

const mysql: Dialect = {
  database: 'mysql',
  capabilities: {
    ...transactional,
    locks: true,
    returning: { insert: false, update: false, delete: false },
    singleConnection: false,
    maxParameters: 65_535,
  },
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  parameter: () => '?',
  lock: () => ' FOR UPDATE',
  keyValues: 10_000,
  keyValue: (value) => (value instanceof Date ? asDatetime(value) : asText(value)),
  readsJson: true,
}

const dialects: Record<string, Dialect> = { sqlite, postgresql: postgres, mysql }

/** The dialect of a `datasource`'s provider, as that version of Prisma speaks it. */
export function dialectOf(provider: string, version: string = ''): Dialect {
  const dialect = dialects[provider]
  if (dialect === mysql && /^6\.\d\.|^6\.1[0-3]\./.test(version)) return { ...mysql, readsJson: false }
  if (dialect !== undefined) return dialect
  throw new TriggerkitError({
    code: 'DATABASE_UNSUPPORTED',
    message:
      `@triggerkit/prisma supports PostgreSQL, MySQL, MariaDB and SQLite, not "${provider}". ` +
      'Do not extend this client with triggers().',
  })
}
