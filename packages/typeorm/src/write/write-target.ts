import type { DataSource, QueryRunner } from 'typeorm'
import type { Dialect } from '../dialect/dialect.ts'
import type { Installation } from '../install/installation.ts'
import type { WriteBuilder } from '../orm/typeorm-internals.ts'
import type { Table } from '../schema/table.ts'
import type { OriginalExecute } from '../statement/execute-builder.ts'

/** A write builder about to run, and the table it writes to. */
export interface WriteTarget {
  dataSource: DataSource
  dialect: Dialect
  table: Table
  builder: WriteBuilder
  original: OriginalExecute
}

export function targetOf(
  installation: Installation,
  table: Table,
  builder: WriteBuilder,
  original: OriginalExecute,
): WriteTarget {
  const { dataSource, dialect } = installation
  return { dataSource, dialect, table, builder, original }
}

/** The runner that `handle` is, or one of our own for the time of `body` (R9). */
export async function withRunner<T>(
  dataSource: DataSource,
  handle: QueryRunner | undefined,
  body: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  if (handle) return body(handle)
  const runner = dataSource.createQueryRunner('master')
  try {
    return await body(runner)
  } finally {
    await runner.release()
  }
}
