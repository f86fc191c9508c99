import type { EntityMetadata } from 'typeorm'
import type { WriteBuilder } from '../orm/typeorm-internals.ts'
import { inTransaction } from '../port/transaction.ts'
import type { Table } from '../schema/table.ts'
import type { OriginalExecute } from '../statement/execute-builder.ts'
import { CriteriaWrite } from '../write/criteria-write.ts'
import { targetOf } from '../write/write-target.ts'
import type { Installation } from './installation.ts'
import { onOwnRunner } from './own-runner-unit.ts'

/** Rows of a single-table inheritance whose triggers are those of `table`. */
export interface ClassPart {
  table: Table
  discriminators: unknown[]
}

/** The parts of a Write through a parent entity whose children have triggers of their own; undefined where none has. */
export function classParts(installation: Installation, parent: EntityMetadata): ClassPart[] | undefined {
  const { childEntityMetadatas: children, discriminatorColumn } = parent
  if (children.length === 0 || !discriminatorColumn) return undefined
  const parts = new Map<EntityMetadata, ClassPart>()
  for (const metadata of [parent, ...children]) {
    const owner = ownerOf(installation, metadata, parent)
    const part = parts.get(owner) ?? { table: installation.tables.tableOf(owner)!, discriminators: [] }
    part.discriminators.push(metadata.discriminatorValue)
    parts.set(owner, part)
  }
  return parts.size > 1 ? [...parts.values()] : undefined
}

/** The nearest entity up to the parent that triggers name. */
function ownerOf({ binding, tables }: Installation, metadata: EntityMetadata, parent: EntityMetadata): EntityMetadata {
  let owner = metadata
  while (owner !== parent && !binding.isNamed(tables.tableOf(owner)!.schema)) owner = owner.parentEntityMetadata
  return owner
}

/** Runs a criteria Write once per part, all of them or none. */
export async function executeByClass(
  installation: Installation,
  parts: readonly ClassPart[],
  builder: WriteBuilder,
  original: OriginalExecute,
): Promise<unknown> {
  const { dataSource, binding, mutex } = installation
  const runner = builder.queryRunner
  if (!runner) {
    return onOwnRunner(installation, async (own) => {
      builder.queryRunner = own
      try {
        return await executeByClass(installation, parts, builder, original)
      } finally {
        builder.queryRunner = undefined
      }
    })
  }
  const run = (): Promise<unknown> => runParts(installation, parts, builder, original)
  if (runner.isTransactionActive) return binding.atomic(runner, true, run)
  return inTransaction(dataSource, binding.transactions, runner, {}, mutex, run)
}

async function runParts(
  installation: Installation,
  parts: readonly ClassPart[],
  builder: WriteBuilder,
  original: OriginalExecute,
): Promise<unknown> {
  const { expressionMap } = builder
  const { callListeners, extraAppendedAndWhereCondition, mainAlias } = expressionMap
  const column = builder.escape(mainAlias!.metadata.discriminatorColumn!.databaseName)
  let merged: { affected?: number; raw: unknown } | undefined
  try {
    for (const { table, discriminators } of parts) {
      expressionMap.extraAppendedAndWhereCondition = `${column} IN (:...tk_classes)`
      expressionMap.parameters.tk_classes = discriminators
      const write = new CriteriaWrite(targetOf(installation, table, builder, original), undefined)
      const result = (await installation.binding.run(write)) as { affected?: number; raw: unknown }
      if (merged) {
        merged.affected = (merged.affected ?? 0) + (result.affected ?? 0)
        if (Array.isArray(merged.raw) && Array.isArray(result.raw)) merged.raw.push(...result.raw)
      } else merged = result
      expressionMap.callListeners = false
    }
    return merged
  } finally {
    Object.assign(expressionMap, { callListeners, extraAppendedAndWhereCondition })
    delete expressionMap.parameters.tk_classes
  }
}
