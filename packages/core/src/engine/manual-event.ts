import type { Operation, Row } from '../change/change.ts'
import { changedFields } from '../change/changed-fields.ts'
import { copyRow } from '../change/copy-row.ts'
import { copyHiding } from '../change/copy-without.ts'
import { hideColumns } from '../change/hidden-columns.ts'
import { assertArguments } from '../errors/argument-error.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import type { TableSchema } from '../schema/schema.ts'
import { isFilledText } from '../trigger/check-value.ts'
import type { ConcreteEvent, TriggerEventName } from '../trigger/trigger-event.ts'
import { parsePath, readPath } from '../value/path.ts'
import type { Binding } from './binding.ts'
import type { EngineCore } from './engine-core.ts'
import { readEvent, readTable } from './event-triggers.ts'
import type { ManualContext } from './execution-report.ts'
import type { FoundTable } from './find-table.ts'
import type { RunOrigin } from './pending-run.ts'
import { originOf } from './run-origin.ts'

/** An event that no Write led to, as `execute` was told of it. */
export interface ManualEvent {
  event: ConcreteEvent
  operation: Operation
  soft: boolean
  binding?: Binding
  /** Without an ORM every field of the record is a column of unknown kind. */
  table: TableSchema
  isSchemaless: boolean
  /** Names whose triggers fire. */
  names: readonly string[]
  record: Row
  previousRecord?: Row
  /** As given; else worked out anew whenever a trigger has altered the record. */
  changedFields?: readonly string[]
  input?: Row
  origin: RunOrigin
}

const ownMembers = [
  'table',
  'record',
  'previousRecord',
  'changedFields',
  'operation',
  'soft',
  'input',
  'timestamp',
] as const

/**
 * `method` is the one that was called; default: `execute`.
 *
 * @throws ArgumentError with everything that is wrong.
 */
export function readManualEvent(
  core: EngineCore,
  bindings: Iterable<Binding>,
  event: unknown,
  context: ManualContext,
  method = 'triggers.execute(event, context)',
): ManualEvent {
  let name: TriggerEventName | undefined
  let found: FoundTable | undefined
  assertArguments(method, (problems) => {
    name = readEvent(event, problems)
    if (!isObject(context)) problems.addType('context', 'an object with a table and a record', context)
    else {
      found = readTable(context.table, bindings, 'context.table', problems)
      checkMembers(context, problems)
      if (
        name !== undefined &&
        context.record === undefined &&
        !(operationOf(name, context) === 'delete' && context.previousRecord !== undefined)
      )
        problems.addType('context.record', 'an object: the row that the event is about', undefined)
    }
  })
  const operation = operationOf(name!, context)
  const table = found!.table ?? schemalessTable(context.table, context.record, context.previousRecord)
  const record = (operation === 'delete' ? (context.record ?? context.previousRecord) : context.record) ?? {}
  const previous = operation === 'delete' ? (context.previousRecord ?? context.record) : context.previousRecord
  const hidden = core.columns.hidden(table)
  const { changedFields: fields, input = operation === 'delete' ? undefined : { ...record } } = context
  return {
    event:
      `${name!.startsWith('before') ? 'before' : 'after'}${operation[0]!.toUpperCase()}${operation.slice(1)}` as ConcreteEvent,
    operation,
    soft: context.soft ?? false,
    binding: found!.binding,
    table,
    isSchemaless: found!.table === undefined,
    names: found!.names,
    record: hideColumns(copyRow(record), hidden),
    previousRecord:
      operation === 'insert' || previous === undefined ? undefined : hideColumns(copyRow(previous), hidden),
    changedFields: fields,
    input: input && hidden.length > 0 ? copyHiding(input, hidden) : input,
    origin: originFor(core, context),
  }
}

/** What of the record is changed, as it is now: compared by kind (R22); a column that the record does not carry is unchanged. */
export function fieldsChanged(manual: ManualEvent): readonly string[] {
  const { operation, record, previousRecord, changedFields: given } = manual
  if (given !== undefined) return given
  if (operation === 'delete') return []
  const table = manual.isSchemaless ? schemalessTable(manual.table.name, record, previousRecord) : manual.table
  const carried = [...table.columns.keys()].filter((name) => readPath(record, parsePath(name)) !== undefined)
  return previousRecord === undefined ? carried : changedFields(table, previousRecord, record, carried)
}

function checkMembers(context: ManualContext, problems: ProblemList): void {
  const check = (name: string, expected: string, test: (value: unknown) => boolean): void => {
    const value = context[name]
    if (value !== undefined && !test(value)) problems.addType(`context.${name}`, expected, value)
  }
  for (const name of ['record', 'previousRecord', 'input', 'user']) check(name, 'an object', isObject)
  check('changedFields', 'an array of field names', (value) => Array.isArray(value) && value.every(isFilledText))
  check('operation', '"insert", "update" or "delete"', (value) => operations.includes(value as Operation))
  check('soft', 'true or false', (value) => typeof value === 'boolean')
  check('timestamp', 'a Date or an ISO 8601 text', (value) => !Number.isNaN(instantOf(value)))
}

const operations: readonly Operation[] = ['insert', 'update', 'delete']

function isObject(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function instantOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN
}

function operationOf(event: TriggerEventName, { operation, record, previousRecord }: ManualContext): Operation {
  if (!event.endsWith('Write')) return event.replace(/^before|^after/, '').toLowerCase() as Operation
  if (operation !== undefined) return operation
  if (record === undefined && previousRecord !== undefined) return 'delete'
  return previousRecord === undefined ? 'insert' : 'update'
}

function originFor(core: EngineCore, context: ManualContext): RunOrigin {
  const origin = originOf(core)
  const further = Object.entries(context).filter(([name]) => !(ownMembers as readonly string[]).includes(name))
  const { timestamp } = context
  return {
    ...origin,
    timestamp: timestamp === undefined ? origin.timestamp : new Date(instantOf(timestamp)).toISOString(),
    values: { ...origin.values, ...Object.fromEntries(further) },
  }
}

function schemalessTable(name: string, record: Row = {}, previousRecord: Row = {}): TableSchema {
  const names = new Set([...Object.keys(record), ...Object.keys(previousRecord)])
  const columns = [...names].map(
    (column) => [column, { name: column, kind: 'unknown', nullable: true, hidden: false, generated: false }] as const,
  )
  return { name, aliases: [], key: [], columns: new Map(columns), cascades: [] }
}
