import type { SqlConnection } from '@triggerkit/core/adapter'
import type { MigrationOptions } from './migration.ts'
import { migrations } from './migrations.ts'
import { releasedAt } from './released-at.ts'

/** What a migration of TypeORM's is given, as far as it is used. */
export interface QueryRunnerLike {
  query(sql: string): Promise<unknown>
}

export interface TypeormMigration {
  readonly name: string
  up(runner: QueryRunnerLike): Promise<void>
  down(runner: QueryRunnerLike): Promise<void>
}

/**
 * The tables of outbox, store and executions as migrations of TypeORM's.
 *
 * ```ts
 * new DataSource({ type: 'postgres', migrations: ['migrations/*.ts', ...typeormMigrations('postgres')] })
 * ```
 */
export function typeormMigrations(
  database: SqlConnection['database'],
  options: MigrationOptions = {},
): (new () => TypeormMigration)[] {
  return migrations(database, options).map(({ version, name: step, up, down }) => {
    const name = `Triggerkit${step[0]!.toUpperCase()}${step.slice(1)}${releasedAt(version).getTime()}`
    return class implements TypeormMigration {
      readonly name = name
      async up(runner: QueryRunnerLike): Promise<void> {
        for (const statement of up) await runner.query(statement)
      }
      async down(runner: QueryRunnerLike): Promise<void> {
        for (const statement of down) await runner.query(statement)
      }
    }
  })
}
