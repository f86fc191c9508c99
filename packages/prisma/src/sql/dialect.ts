import { type Capabilities, TriggerkitError } from '@triggerkit/core/adapter'

/** What differs between databases in the statements that Triggerkit writes itself. */
export interface Dialect {
  readonly capabilities: Capabilities
  quote(name: string): string
  /** The placeholder of the nth parameter, from 1. */
  parameter(position: number): string
  /** Ends a SELECT that locks its rows; `key` where the key changes or the row goes (R12). */
  lock(strength: 'update' | 'key'): string
  /** `createMany` has `skipDuplicates`. */
  readonly skipDuplicates: boolean
}

const transactional = { transactions: true, savepoints: true, upsertVerdict: 'look' } as const

const sqlite: Dialect = {
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
  skipDuplicates: false,
}

const postgres: Dialect = {
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
  skipDuplicates: true,
}

const mysql: Dialect = {
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
  skipDuplicates: true,
}

const dialects: Record<string, Dialect> = { sqlite, postgresql: postgres, mysql }

/** The dialect of a `datasource`'s provider. */
export function dialectOf(provider: string): Dialect {
  const dialect = dialects[provider]
  if (dialect !== undefined) return dialect
  throw new TriggerkitError({
    code: 'DATABASE_UNSUPPORTED',
    message:
      `@triggerkit/prisma supports PostgreSQL, MySQL, MariaDB and SQLite, not "${provider}". ` +
      'Do not extend this client with triggers().',
  })
}
