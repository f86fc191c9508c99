import type { AdapterBinding } from '@triggerkit/core/adapter'
import type { DataSource, QueryRunner } from 'typeorm'
import { dialectOf } from '../dialect/dialect-of.ts'
import { TypeormPort } from '../port/typeorm-port.ts'
import { TypeormSchema } from '../schema/to-schema.ts'
import { SqliteMutex } from '../sqlite/sqlite-mutex.ts'
import { removeInstallation, setInstallation } from './installation.ts'
import { patchBuilders } from './patch-builders.ts'
import { patchQueryRunners } from './patch-query-runners.ts'
import { patchSubjects } from './patch-subjects.ts'
import type { Registration } from './registered-subscribers.ts'

/** Binds a DataSource whose metadata are built to its engine; throws where definitions do not fit the schema. */
export function installTriggers(dataSource: DataSource, { engine, options }: Registration): void {
  uninstallTriggers(dataSource)
  const dialect = dialectOf(dataSource)
  const tables = new TypeormSchema(dataSource)
  const mutex = dialect.capabilities.singleConnection ? new SqliteMutex(options.maxWaitMs) : undefined
  const port = new TypeormPort(dataSource, dialect, tables, () => binding.transactions, mutex)
  const binding: AdapterBinding<QueryRunner> = engine.bind(port)
  const installation = { dataSource, engine, options, dialect, tables, binding, mutex, port }
  setInstallation(installation)
  patchBuilders(dataSource)
  patchSubjects()
  patchQueryRunners(installation)
}

export function uninstallTriggers(dataSource: DataSource): void {
  removeInstallation(dataSource)?.binding.unbind()
}
