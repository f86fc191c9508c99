import type { WriteOperation } from '@triggerkit/core/adapter'
import type { DataSource, ObjectLiteral } from 'typeorm'
import { dataSourceOf, type WriteBuilder } from '../orm/typeorm-internals.ts'
import type { OriginalExecute } from '../statement/execute-builder.ts'
import { CriteriaWrite } from '../write/criteria-write.ts'
import { InsertWrite } from '../write/insert-write.ts'
import { UpsertWrite } from '../write/upsert-write.ts'
import { targetOf } from '../write/write-target.ts'
import { installationOf } from './installation.ts'
import { passesListeners } from './listeners.ts'
import { subjectEntityOf } from './saved-subjects.ts'
import { classParts, executeByClass } from './split-by-class.ts'

const patched: unique symbol = Symbol.for('triggerkit.typeorm.patched') as never

/**
 * Intercepts `execute` of the four write builders, on the classes that this DataSource really uses: every write of TypeORM but raw SQL goes
 * through one of them, also those that `save` and its like make.
 */
export function patchBuilders(dataSource: DataSource): void {
  const create = (): ReturnType<DataSource['createQueryBuilder']> => dataSource.createQueryBuilder()
  for (const builder of [create().insert(), create().update({}), create().delete(), create().softDelete()]) {
    const prototype = Object.getPrototypeOf(builder) as WriteBuilder & { [patched]?: true }
    if (Object.hasOwn(prototype, patched)) continue
    prototype[patched] = true
    const original = prototype.execute
    prototype.execute = function (this: WriteBuilder) {
      return execute(this, original)
    }
  }
}

function execute(builder: WriteBuilder, original: OriginalExecute): Promise<unknown> {
  const installation = installationOf(dataSourceOf(builder))
  const { expressionMap, queryRunner } = builder
  if (!installation?.binding.active || !expressionMap.mainAlias?.hasMetadata || expressionMap.insertFromSelect)
    return original.call(builder)
  const table = installation.tables.tableOf(expressionMap.mainAlias.metadata)
  if (table === undefined) return original.call(builder)
  if (installation.options.respectListeners && passesListeners(builder)) return original.call(builder)
  const operation = operationOf(builder)
  const isCriteria = operation === 'update' || operation === 'delete'
  const saved = isCriteria ? savedEntity(builder) : undefined
  const parts = isCriteria && saved === undefined ? classParts(installation, table.metadata) : undefined
  if (parts) return executeByClass(installation, parts, builder, original)
  if (!installation.binding.matches(table.schema, operation, queryRunner?.isTransactionActive ?? false))
    return original.call(builder)
  const target = targetOf(installation, table, builder, original)
  if (operation === 'upsert') return installation.binding.run(new UpsertWrite(target))
  if (operation === 'insert') return installation.binding.run(new InsertWrite(target))
  return installation.binding.run(new CriteriaWrite(target, saved))
}

/** The caller's entity, where `save` or its like writes this one. */
function savedEntity({ expressionMap }: WriteBuilder): ObjectLiteral | undefined {
  const { queryType, valuesSet, whereEntities } = expressionMap
  const written = queryType === 'update' ? valuesSet : whereEntities[0]
  return written && subjectEntityOf(written)
}

function operationOf({ expressionMap }: WriteBuilder): WriteOperation {
  switch (expressionMap.queryType) {
    case 'insert':
      return expressionMap.onUpdate && !expressionMap.onIgnore ? 'upsert' : 'insert'
    case 'delete':
    case 'soft-delete':
      return 'delete'
    default:
      return 'update'
  }
}
