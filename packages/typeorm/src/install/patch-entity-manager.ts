import type { EntityManager, EntityMetadata } from 'typeorm'
import { dataSourceOf } from '../orm/typeorm-internals.ts'
import { reachableTables } from '../schema/reachable-tables.ts'
import { inFlow } from '../sqlite/flow.ts'
import { type Installation, installationOf, isWatched } from './installation.ts'
import { whilePersisting } from './listeners.ts'
import { onOwnRunner } from './own-runner-unit.ts'

type Method = (this: EntityManager, ...parameters: unknown[]) => Promise<unknown>

const persistMethods = ['save', 'remove', 'softRemove', 'recover'] as const

/** Makes each `save` and its like one unit, and lets transactions that TypeORM opens act after their connection is released (R4, R5). */
export function patchEntityManager(prototype: EntityManager): void {
  const methods = prototype as unknown as Record<string, Method>
  for (const name of persistMethods) {
    const original = methods[name]!
    methods[name] = function (this: EntityManager, ...parameters: unknown[]) {
      return persist(this, original, parameters)
    }
  }
  const transaction = methods.transaction!
  methods.transaction = function (this: EntityManager, ...parameters: unknown[]) {
    const installation = installationOf(dataSourceOf(this))
    if (!installation || !isWatched(installation)) return transaction.apply(this, parameters)
    if (this.queryRunner) return inFlow(installation.mutex, this.queryRunner, () => transaction.apply(this, parameters))
    return onOwnRunner(installation, (runner) => transaction.apply(runner.manager, parameters))
  }
}

function persist(manager: EntityManager, original: Method, parameters: unknown[]): Promise<unknown> {
  const installation = installationOf(dataSourceOf(manager))
  if (!installation?.binding.active) return original.apply(manager, parameters)
  const { entity, options, tables } = readPersist(manager, parameters)
  if (!mayFire(installation, tables)) return original.apply(manager, parameters)
  const listeners = options?.listeners !== false
  const { binding } = installation
  const { queryRunner } = manager
  if (Array.isArray(entity) && entity.length === 0) return original.apply(manager, parameters)
  if (queryRunner) {
    const call = (): Promise<unknown> =>
      whilePersisting(queryRunner, listeners, () => original.apply(manager, parameters))
    return binding.atomic(queryRunner, queryRunner.isTransactionActive, call)
  }
  return onOwnRunner(installation, (runner) =>
    whilePersisting(runner, listeners, () =>
      binding.atomic(runner, false, () => original.apply(runner.manager, parameters)),
    ),
  )
}

interface PersistCall {
  entity: unknown
  options: { listeners?: boolean } | undefined
  /** Undefined where they cannot be told from the arguments. */
  tables: EntityMetadata[] | undefined
}

/** Reads the overloads of `save(entity, options)` and `save(target, entity, options)` as TypeORM does. */
function readPersist(manager: EntityManager, parameters: unknown[]): PersistCall {
  const [first, second, third] = parameters
  const isSchema =
    first !== null &&
    typeof first === 'object' &&
    (first as { '@instanceof'?: symbol })['@instanceof'] === Symbol.for('EntitySchema')
  const hasTarget = parameters.length > 1 && (typeof first === 'function' || typeof first === 'string' || isSchema)
  const entity = hasTarget ? second : first
  const options = (hasTarget ? third : second) as PersistCall['options']
  const targets = hasTarget ? [first] : [entity].flat().map((each) => (each as object | undefined)?.constructor)
  const dataSource = dataSourceOf(manager)
  const known = [...new Set(targets)].map((target) =>
    target && dataSource.hasMetadata(target as never) ? dataSource.getMetadata(target as never) : undefined,
  )
  return { entity, options, tables: known.every((metadata) => metadata !== undefined) ? known : undefined }
}

function mayFire({ binding, tables }: Installation, metadatas: EntityMetadata[] | undefined): boolean {
  if (metadatas === undefined) return false
  return metadatas.some((metadata) =>
    [...reachableTables(metadata)].some((reachable) => {
      const schema = tables.tableOf(reachable)?.schema
      return (
        schema !== undefined &&
        (['insert', 'update', 'delete'] as const).some((operation) => binding.matches(schema, operation, true))
      )
    }),
  )
}
