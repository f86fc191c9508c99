import type { RowFilter } from '../adapter/row-filter.ts'
import type { Row } from '../change/change.ts'
import { copyRow } from '../change/copy-row.ts'
import { isKindMismatch } from '../check/kind-mismatch.ts'
import { alteredColumns, isEmbedded } from '../engine/altered-columns.ts'
import type { Binding } from '../engine/binding.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import type { ManualContext } from '../engine/execution-report.ts'
import { type FoundTable, findTable } from '../engine/find-table.ts'
import { type ManualEvent, readManualEvent } from '../engine/manual-event.ts'
import { ArgumentError } from '../errors/argument-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { ProblemList } from '../errors/problem-list.ts'
import type { TableSchema } from '../schema/schema.ts'
import { toEventName } from '../trigger/names.ts'
import { parsePath, writePath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { DryRunContext } from './dry-run-report.ts'

const method = 'triggers.dryRun(event, context)'

/**
 * The event that a dry run is about; with a `key` the row is read first.
 *
 * @throws ArgumentError with everything that is wrong, and where there is no such row.
 */
export async function readDryRunEvent(
  core: EngineCore,
  bindings: Iterable<Binding>,
  event: unknown,
  context: DryRunContext,
): Promise<ManualEvent> {
  const bound = [...bindings]
  const read = (manual: ManualContext): ManualEvent => readManualEvent(core, bound, event, manual, method)
  if (context === null || typeof context !== 'object' || Array.isArray(context)) return read(context)
  const { key, changes, ...rest } = context
  const problems = new ProblemList()
  if (key === undefined) {
    if (changes !== undefined)
      problems.add(
        'context.changes',
        'goes with `key`. Without one, give the row before as `previousRecord`, after as `record`',
      )
    assertAll(problems, () => read(rest))
    return read(rest)
  }
  const asRead: ManualContext = { ...rest, record: {}, previousRecord: undefined, changedFields: undefined }
  const found =
    typeof rest.table === 'string' ? findTable(rest.table, bound, 'context.table', new ProblemList()) : undefined
  checkKey({ key, changes, rest, event, found, isConnected: bound.length > 0 }, problems)
  assertAll(problems, () => read({ ...asRead, operation: asRead.operation ?? 'insert' }))
  const table = found!.table!
  const row = await readRow(core, found!, key)
  const operation = isWrite(event) ? rest.operation : undefined
  if (!isUpdate(event, rest)) return read({ ...rest, record: row, operation })
  const record = copyRow(row)
  const where = { trigger: '', event: String(event), table: table.name }
  const given = givenOf(changes)
  for (const [name, value] of alteredColumns(given, table, where)) writePath(record, parsePath(name), value)
  return read({ ...rest, record, previousRecord: row, operation, input: rest.input ?? given })
}

/** What an ORM would write of it: a column that is undefined is left as it is. */
function givenOf(changes: Row = {}): Row {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, isPlainObject(value) ? givenOf(value) : value]))
}

/** @throws ArgumentError with these problems and those that reading finds. */
function assertAll(problems: ProblemList, read: () => unknown): void {
  const all = [...problems.problems]
  try {
    read()
  } catch (thrown) {
    if (!ArgumentError.isInstance(thrown)) throw thrown
    all.unshift(...thrown.problems)
  }
  if (all.length > 0) throw new ArgumentError({ method, problems: all })
}

interface KeyArguments {
  key: unknown
  changes: unknown
  rest: ManualContext
  event: unknown
  found: FoundTable | undefined
  isConnected: boolean
}

function checkKey({ key, changes, rest, event, found, isConnected }: KeyArguments, problems: ProblemList): void {
  for (const name of ['record', 'previousRecord', 'changedFields'])
    if (rest[name] !== undefined)
      problems.add(`context.${name}`, 'is read from the row of `key`: leave one of the two out')
  if (isWrite(event) && rest.operation === undefined)
    problems.addType('context.operation', '"insert", "update" or "delete": which write of the row is meant', undefined)
  else if (changes !== undefined && !isUpdate(event, rest)) problems.add('context.changes', 'is for updates only')
  if (!isConnected)
    problems.add(
      'context.key',
      'no ORM is connected to read the row from. Give the engine to your ORM’s adapter, triggers(engine), or give the row itself as `record`',
    )
  if (!isRow(key)) problems.addType('context.key', 'an object of the primary key’s columns', key)
  if (changes !== undefined && !isRow(changes)) problems.addType('context.changes', 'an object of columns', changes)
  const table = found?.table
  if (table === undefined) return
  if (isRow(key)) checkKeyColumns(key, table, problems)
  if (isRow(changes)) checkChanges(changes, table, problems)
}

function checkKeyColumns(key: Row, table: TableSchema, problems: ProblemList): void {
  if (table.key.length === 0)
    problems.add('context.key', `${table.name} has no primary key. Give the row itself as \`record\``)
  for (const column of table.key) {
    const value = Object.hasOwn(key, column) ? key[column] : undefined
    const path = `context.key.${column}`
    const kind = table.columns.get(column)?.kind
    if (value === undefined || value === null || typeof value === 'function')
      problems.addType(path, `the value of a column of ${table.name}'s primary key`, value)
    // Of such a value there is no row; some databases would answer with an error of their own.
    else if (isKindMismatch({ field: `record.${column}`, operator: 'EQUALS', value }, kind))
      problems.addType(path, `a value of kind ${kind}`, value)
  }
  for (const name of Object.keys(key))
    if (!table.key.includes(name) && table.key.length > 0)
      problems.addUnknown(`context.key.${name}`, `column of ${table.name}'s primary key`, name, table.key)
}

function checkChanges(changes: Row, table: TableSchema, problems: ProblemList): void {
  for (const name of Object.keys(changes)) {
    const path = `context.changes.${name}`
    if (!table.columns.has(name) && !isEmbedded(name, table)) {
      problems.addUnknown(path, 'column', name, table.columns.keys())
      continue
    }
    try {
      Array.from(alteredColumns({ [name]: changes[name] }, table, { trigger: '', event: '', table: table.name }))
    } catch {
      problems.addType(path, 'a value of the column, or an object of columns that are there', changes[name])
    }
  }
}

async function readRow(core: EngineCore, { binding, table }: FoundTable, key: Row): Promise<Row> {
  const { name, key: columns } = table!
  // As one value each, whatever is in it: an object could be read as operators.
  const where = Object.fromEntries(columns.map((column) => [column, { $eq: key[column] }])) as RowFilter
  const [row] = await core.outside(() => binding!.port.select(undefined, name, { where, limit: 1 }))
  if (row !== undefined) return row
  const problems = new ProblemList()
  problems.add(
    'context.key',
    `there is no row of ${name} with ${columns.map((column) => `${column} ${describeValue(key[column])}`).join(', ')}. ` +
      'Give the key of a row that is there, or the row itself as `record`',
  )
  throw new ArgumentError({ method, problems: problems.problems })
}

function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isWrite(event: unknown): boolean {
  return typeof event === 'string' && toEventName(event)?.endsWith('Write') === true
}

function isUpdate(event: unknown, { operation }: ManualContext): boolean {
  if (isWrite(event)) return operation === 'update'
  return typeof event === 'string' && toEventName(event)?.endsWith('Update') === true
}
