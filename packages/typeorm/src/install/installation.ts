import type { Triggers } from '@triggerkit/core'
import type { AdapterBinding } from '@triggerkit/core/adapter'
import type { DataSource, QueryRunner } from 'typeorm'
import type { Dialect } from '../dialect/dialect.ts'
import type { TypeormPort } from '../port/typeorm-port.ts'
import type { TypeormSchema } from '../schema/to-schema.ts'
import type { SqliteMutex } from '../sqlite/sqlite-mutex.ts'

export interface TriggersOptions {
  /** `listeners: false` and `callListeners(false)` switch triggers off too (R36). Default false. */
  respectListeners?: boolean
  /** Milliseconds that an operation waits for SQLite's one connection before it fails (R8). Default 10,000. */
  maxWaitMs?: number
}

/** Triggers on one connected DataSource. */
export interface Installation {
  dataSource: DataSource
  engine: Triggers
  options: TriggersOptions
  dialect: Dialect
  tables: TypeormSchema
  binding: AdapterBinding<QueryRunner>
  /** Keeps apart what shares SQLite's one connection (R8). */
  mutex?: SqliteMutex
  port: TypeormPort
}

/** Whether what its runners send has to be watched: there are triggers, or a queue is kept in its database. */
export function isWatched({ binding, port }: Installation): boolean {
  return binding.active || port.sharesConnection
}

const installations = new WeakMap<DataSource, Installation>()

export function installationOf(dataSource: DataSource): Installation | undefined {
  return installations.get(dataSource)
}

export function setInstallation(installation: Installation): void {
  installations.set(installation.dataSource, installation)
}

export function removeInstallation(dataSource: DataSource): Installation | undefined {
  const installation = installations.get(dataSource)
  installations.delete(dataSource)
  return installation
}
