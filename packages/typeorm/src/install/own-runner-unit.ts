import type { QueryRunner } from 'typeorm'
import { inFlow } from '../sqlite/flow.ts'
import type { Installation } from './installation.ts'

/** Commit, release, then act: the connection is back in the pool when after-actions run (R5). */
export async function onOwnRunner<T>(
  installation: Installation,
  body: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const { dataSource, binding, mutex } = installation
  const runner = dataSource.createQueryRunner('master')
  binding.transactions.own(runner)
  let result: T
  try {
    result = await inFlow(mutex, runner, () => body(runner))
  } finally {
    await runner.release()
  }
  await binding.transactions.settle(runner)
  return result
}
