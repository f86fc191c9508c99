import type { QueryRunner } from 'typeorm'
import { type Installation, installationOf } from '../install/installation.ts'
import { dataSourceOf, transactionDepthOf } from '../orm/typeorm-internals.ts'
import { abortedTransactions } from './aborted-transactions.ts'

/** Runners that TypeORM itself is committing or rolling back, so that what they send is not taken for the caller's own SQL. */
export const endingByTypeorm: WeakSet<QueryRunner> = new WeakSet()

/** Tells the core what TypeORM's transaction events say; savepoints fire the same events, at a greater depth. */
export const transactionEvents = {
  /** Whatever this process's TypeORM is, the first statement tells whether the DataSource could be prepared. */
  beforeQuery(event: { queryRunner: QueryRunner }): void {
    activeOf(event)
  },

  started(event: { queryRunner: QueryRunner }): void {
    const { queryRunner } = event
    const installation = activeOf(event)
    if (transactionDepthOf(queryRunner) > 1) installation.binding.transactions.savepointSet(queryRunner)
    else installation.binding.transactions.begun(queryRunner)
  },

  async committing(event: { queryRunner: QueryRunner }): Promise<void> {
    const { queryRunner } = event
    if (transactionDepthOf(queryRunner) === 1 && !abortedTransactions.has(queryRunner)) {
      await activeOf(event).binding.transactions.committing(queryRunner)
    }
    endingByTypeorm.add(queryRunner)
  },

  async committed(event: { queryRunner: QueryRunner }): Promise<void> {
    const { queryRunner } = event
    const { transactions } = activeOf(event).binding
    endingByTypeorm.delete(queryRunner)
    if (transactionDepthOf(queryRunner) > 0) transactions.savepointReleased(queryRunner)
    else if (abortedTransactions.end(queryRunner)) transactions.rolledBack(queryRunner)
    else await transactions.committed(queryRunner)
  },

  rollingBack({ queryRunner }: { queryRunner: QueryRunner }): void {
    endingByTypeorm.add(queryRunner)
  },

  rolledBack(event: { queryRunner: QueryRunner }): void {
    const { queryRunner } = event
    const { transactions } = activeOf(event).binding
    endingByTypeorm.delete(queryRunner)
    abortedTransactions.end(queryRunner)
    if (transactionDepthOf(queryRunner) > 0) transactions.savepointRolledBack(queryRunner)
    else transactions.rolledBack(queryRunner)
  },
}

function activeOf(event: { queryRunner: QueryRunner }): Installation {
  const dataSource = dataSourceOf(event.queryRunner)
  const installation = installationOf(dataSource)
  if (installation) return installation
  throw new Error(
    'triggers() is among the subscribers of a DataSource that @triggerkit/typeorm could not prepare: two copies of typeorm are loaded, and ' +
      'the DataSource is of the other one. Make sure that the application and @triggerkit/typeorm resolve the same typeorm ' +
      '(npm ls typeorm), and that both are imported as ESM or both as CommonJS.',
  )
}
