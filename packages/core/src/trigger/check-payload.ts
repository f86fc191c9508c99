import { sinkOfField } from '../action/compile-payload.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlaceholder } from '../template/parse-text.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { actionPayloads, type PayloadField, type PayloadSpec } from './action-payload.ts'
import { checkColumnNames } from './check-column-names.ts'
import { checkFilter } from './check-filter.ts'
import { checkRules } from './check-rules.ts'
import { checkSink } from './check-sink.ts'
import { checkUpdate } from './check-update.ts'
import type { PayloadMember } from './normalize-action.ts'
import { type PayloadShapeName, payloadShapes } from './payload-shape.ts'

export interface PayloadCheck {
  /** Where the action stands. */
  path: string
  stored: boolean
  functions?: ReadonlyMap<string, unknown>
}

/** Checks an action's payload against what its type takes. A type of an executor that we do not know takes anything. */
export function checkPayload(
  type: string,
  members: readonly PayloadMember[],
  check: PayloadCheck,
  problems: ProblemList,
): void {
  const spec = (actionPayloads as Readonly<Record<string, PayloadSpec | undefined>>)[type]
  for (const { name, value, path } of members) {
    // What is inside is checked action by action.
    if (fieldOf(spec, name)?.shape === 'actions') continue
    checkSink(sinkOfField(type, name), value, path, check.stored, problems)
  }
  if (spec === undefined) return
  const names = Object.keys(spec.fields)
  for (const member of members) {
    const field = fieldOf(spec, member.name)
    if (field === undefined) problems.addUnknown(member.path, `field of ${type}`, member.name, names)
    else checkField(field, member, check, problems)
  }
  checkPresence(type, spec, members, check, problems)
  if (type === 'custom') checkFunctionName(members, check, problems)
  if (type === 'record.validate')
    for (const { name, value, path } of members) if (name === 'rules') checkRules(value, path, problems)
}

function fieldOf(spec: PayloadSpec | undefined, name: string): PayloadField | undefined {
  return spec !== undefined && Object.hasOwn(spec.fields, name) ? spec.fields[name] : undefined
}

const columnShapes: ReadonlySet<PayloadShapeName> = new Set(['rows', 'fields', 'update', 'filter'])

function checkField(
  field: PayloadField,
  { value, path }: PayloadMember,
  check: PayloadCheck,
  problems: ProblemList,
): void {
  const shape = payloadShapes[field.shape]
  if (isPlaceholder(value) && field.shape !== 'function' && field.shape !== 'actions') return
  if (field.shape === 'function' && check.stored) {
    problems.add(path, 'a stored definition cannot carry a function: name a registered one', { found: typeof value })
    return
  }
  if (columnShapes.has(field.shape)) checkColumnNames(value, path, problems)
  if (!shape.matches(value)) problems.addType(path, shape.expected, value)
  else if (field.allowed !== undefined && !field.allowed.includes(value as string)) {
    problems.addUnknown(path, 'value', String(value), field.allowed)
  } else if (field.shape === 'update') checkUpdate(value, path, problems)
  else if (field.shape === 'filter') checkFilter(value, path, problems)
  else if (field.shape === 'fields' && Object.keys(value as object).length === 0)
    problems.addType(path, shape.expected, value)
}

function checkPresence(
  type: string,
  spec: PayloadSpec,
  members: readonly PayloadMember[],
  { path }: PayloadCheck,
  problems: ProblemList,
): void {
  const given = new Map(members.map(({ name, value }) => [name, value]))
  for (const [name, field] of Object.entries(spec.fields)) {
    if (field.required && !given.has(name))
      problems.addType(joinPath(path, name), payloadShapes[field.shape].expected, undefined)
  }
  if (spec.oneOf !== undefined) {
    const found = spec.oneOf.filter((name) => given.has(name))
    const names = spec.oneOf.map((name) => `\`${name}\``).join(' or ')
    if (found.length === 0) problems.add(path, `${type} needs ${names}`)
    if (found.length > 1) problems.add(path, `${type} takes ${names}, not both`)
  }
  const where = given.get('where')
  const isEmptyFilter = isPlainObject(where) && Object.keys(where).length === 0
  if (spec.fields.where !== undefined && isEmptyFilter && given.get('all') !== true) {
    problems.add(joinPath(path, 'where'), `an empty filter is every row of the table: say which rows, or \`all: true\``)
  }
}

function checkFunctionName(
  members: readonly PayloadMember[],
  { functions }: PayloadCheck,
  problems: ProblemList,
): void {
  const named = members.find(({ name }) => name === 'function')
  if (named === undefined || typeof named.value !== 'string' || functions === undefined) return
  if (!functions.has(named.value)) problems.addUnknown(named.path, 'function', named.value, functions.keys())
}
