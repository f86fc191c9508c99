import type { QueryResult, QueryRunner } from 'typeorm'
import type { WriteBuilder } from '../orm/typeorm-internals.ts'

/** TypeORM's own `execute` of a builder's class. */
export type OriginalExecute = (this: WriteBuilder) => Promise<unknown>

/**
 * Runs TypeORM's own `execute` of a write builder on `runner`, with `send` in the place of its one statement: listeners, other subscribers
 * and results stay TypeORM's own, however many statements are sent.
 */
export async function executeBuilder(
  builder: WriteBuilder,
  original: OriginalExecute,
  runner: QueryRunner,
  send: () => Promise<QueryResult>,
): Promise<unknown> {
  const held = builder.queryRunner
  const statement: unknown[] = []
  builder.queryRunner = interceptQuery(runner, statement, send)
  builder.getQueryAndParameters = () => ['', statement]
  try {
    return await original.call(builder)
  } finally {
    builder.queryRunner = held
    delete (builder as Partial<WriteBuilder>).getQueryAndParameters
  }
}

/** The runner, but for the query with exactly these parameters. */
function interceptQuery(runner: QueryRunner, statement: unknown[], send: () => Promise<QueryResult>): QueryRunner {
  const query = (sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> =>
    parameters === statement ? send() : runner.query(sql, parameters as never, structured as never)
  return new Proxy(runner, {
    get(target, property) {
      if (property === 'query') return query
      return Reflect.get(target, property, target)
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  })
}
