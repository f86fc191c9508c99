import { OptionsError } from '../errors/options-error.ts'
import { joinPath, ProblemList } from '../errors/problem-list.ts'
import { isOwnTable } from '../schema/own-table.ts'
import { actionPayloads } from '../trigger/action-payload.ts'
import { MemberReader } from '../trigger/check-value.ts'
import { detach } from '../trigger/detach.ts'
import { type Bounds, boundsBy, type LimitName, limits } from '../trigger/limits.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { StoredOptions } from './stored-options.ts'
import type { StoredPolicy, TableRule } from './stored-policy.ts'

const limitNames = (Object.keys(limits) as LimitName[]).filter((name) => !limits[name].fixed)
const optionNames = [
  'families',
  'tables',
  'functions',
  'sensitive',
  'beforeEvents',
  'unsafeBeforeCommit',
  ...limitNames,
] as const

/**
 * Checks `createTriggers({ stored })` completely and gives the policy that it stands for.
 *
 * @throws OptionsError with every problem.
 */
export function readStoredOptions(options: StoredOptions | undefined): StoredPolicy {
  const problems = new ProblemList()
  const given = options === undefined ? {} : detach(options, problems, { code: false })
  const members = isPlainObject(given) ? given : {}
  if (!isPlainObject(given)) problems.addType('stored', 'an object of options', options)
  const reader = new MemberReader(members, 'stored', problems)
  reader.allowOnly(optionNames, 'option')
  const policy: StoredPolicy = Object.freeze({
    families: toSet(readFamilies(reader, problems)),
    ...readTables(reader, problems),
    functions: toSet(readNames(reader, 'functions')),
    sensitive: new Set(readNames(reader, 'sensitive')),
    beforeEvents: reader.boolean('beforeEvents') ?? true,
    unsafeBeforeCommit: reader.boolean('unsafeBeforeCommit') ?? false,
    bounds: readBounds(reader),
  })
  if (!problems.empty) throw new OptionsError({ problems: problems.problems })
  return policy
}

let everything: StoredPolicy | undefined

/** The policy of an engine that says nothing about stored definitions. */
export function defaultStoredPolicy(): StoredPolicy {
  everything ??= readStoredOptions(undefined)
  return everything
}

/** A list of names; empty ones allow nothing. */
function readNames(reader: MemberReader, name: string): readonly string[] | undefined {
  return reader.check(
    name,
    'an array of strings',
    (value): value is readonly string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string' && item.trim() !== ''),
  )
}

function readFamilies(reader: MemberReader, problems: ProblemList): readonly string[] | undefined {
  const names = readNames(reader, 'families')
  const types = Object.keys(actionPayloads)
  const known = [...new Set(types.map((type) => type.split('.')[0]!))]
  names?.forEach((name, index) => {
    const allowed = name.includes('.') ? types : known
    if (!allowed.includes(name))
      problems.addUnknown(joinPath(reader.at('families'), index), 'action family or type', name, allowed)
  })
  return names
}

function readTables(reader: MemberReader, problems: ProblemList): { listen: TableRule; write: TableRule } {
  const given = reader.read('tables')
  if (!isPlainObject(given)) {
    const names = readNames(reader, 'tables')
    refuseOwn(names, reader.at('tables'), problems)
    const rule = toRule(names)
    return { listen: rule, write: rule }
  }
  const both = new MemberReader(given, reader.at('tables'), problems)
  both.allowOnly(['listen', 'write'], 'option')
  const rule = (name: 'listen' | 'write'): TableRule => {
    const names = readNames(both, name)
    refuseOwn(names, both.at(name), problems)
    return toRule(names)
  }
  return { listen: rule('listen'), write: rule('write') }
}

function refuseOwn(names: readonly string[] | undefined, path: string, problems: ProblemList): void {
  names?.forEach((name, index) => {
    if (isOwnTable([name]))
      problems.add(
        joinPath(path, index),
        `"${name}" is a table of Triggerkit itself, which no stored definition reaches`,
      )
  })
}

function toRule(names: readonly string[] | undefined): TableRule {
  return names === undefined || names.includes('*') ? 'all' : new Set(names)
}

function toSet(names: readonly string[] | undefined): ReadonlySet<string> | 'all' {
  return names === undefined ? 'all' : new Set(names)
}

function readBounds(reader: MemberReader): Bounds {
  return boundsBy((limit, name) => {
    if (limit.fixed) return limit.stored
    const upTo = limit.code === Number.POSITIVE_INFINITY ? '' : ` to ${limit.code}`
    const isRight = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= limit.code
    return reader.number(name, `a whole number from 1${upTo}`, isRight) ?? limit.stored
  })
}
