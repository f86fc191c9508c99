import type { DefinitionProblem } from '../../errors/definition-problem.ts'
import { describeText } from '../../errors/describe-value.ts'
import { joinPath, ProblemList } from '../../errors/problem-list.ts'
import { isPlainObject } from '../../value/plain-object.ts'
import type { EgressOptions } from './egress-options.ts'
import { parseEgressRule } from './egress-rule.ts'
import { isMetadataAddress, isMetadataName } from './metadata-address.ts'
import { portRange } from './open-ports.ts'

type Check = (list: ProblemList, path: string, value: unknown) => void

const checks: Readonly<Record<keyof EgressOptions, Check>> = {
  allow: checkAllowed,
  deny: (list, path, value) => eachText(list, path, value, (at, text) => checkRule(list, at, text)),
  closed: checkBoolean,
  applyToCode: checkBoolean,
  ports: checkPorts,
  maxRedirects: wholeNumber(0, 10),
  maxResponseBytes: wholeNumber(1, 2 ** 31 - 1),
  maxFileBytes: wholeNumber(1, 2 ** 31 - 1),
  maxHeaderBytes: wholeNumber(1_024, 1_048_576),
  resolve: (list, path, value) => {
    if (typeof value !== 'function') list.addType(path, 'a function of a host that gives its addresses', value)
  },
  unsafeFetchForStored: checkBoolean,
}

/** All that is wrong with the option `egress`. */
export function checkEgressOptions(options: unknown, path = 'egress'): DefinitionProblem[] {
  const list = new ProblemList()
  if (options === undefined) return []
  if (!isPlainObject(options)) {
    list.addType(path, 'an object', options)
    return list.problems
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) list.addUnknown(joinPath(path, name), 'option', name, Object.keys(checks))
    else if (value !== undefined) checks[name as keyof EgressOptions](list, joinPath(path, name), value)
  }
  if (options.closed === true && isEmpty(options.allow))
    list.add(joinPath(path, 'closed'), 'nothing could be reached: name in `egress.allow` what may be')
  return list.problems
}

function checkAllowed(list: ProblemList, path: string, value: unknown): void {
  eachText(list, path, value, (at, text) => {
    const rule = checkRule(list, at, text)
    const single = rule?.range?.[1] === (rule?.range?.[0].kind() === 'ipv4' ? 32 : 128) ? rule?.range?.[0] : undefined
    const isMetadata =
      (rule?.name && isMetadataName(rule.name.text)) ||
      (single && isMetadataAddress({ forms: [single], embedded: [] }, { everywhere: true }))
    if (isMetadata) list.add(at, `${describeText(text)} is the metadata service of a cloud, which no rule opens`)
  })
}

function checkRule(
  list: ProblemList,
  path: string,
  text: string,
): Exclude<ReturnType<typeof parseEgressRule>, string> | undefined {
  const rule = parseEgressRule(text)
  if (typeof rule !== 'string') return rule
  list.add(path, `${describeText(text)}: ${rule}`, { found: text })
  return undefined
}

function checkPorts(list: ProblemList, path: string, value: unknown): void {
  eachItem(list, path, value, 'an array of ports', (at, item) => {
    const [from, to] = typeof item === 'number' || typeof item === 'string' ? portRange(item) : [1, 0]
    if (from > to) list.addType(at, 'a port from 1 to 65535 or a range such as "8000-8999"', item)
  })
}

function checkBoolean(list: ProblemList, path: string, value: unknown): void {
  if (typeof value !== 'boolean') list.addType(path, 'true or false', value)
}

function wholeNumber(least: number, most: number): Check {
  return (list, path, value) => {
    const fits = Number.isInteger(value) && (value as number) >= least && (value as number) <= most
    if (!fits) list.addType(path, `a whole number from ${least} to ${most}`, value)
  }
}

function eachText(list: ProblemList, path: string, value: unknown, visit: (path: string, text: string) => void): void {
  eachItem(list, path, value, 'an array of hosts, addresses and ranges', (at, item) => {
    if (typeof item === 'string') visit(at, item)
    else list.addType(at, 'a host, an address or a range', item)
  })
}

function eachItem(
  list: ProblemList,
  path: string,
  value: unknown,
  expected: string,
  visit: (path: string, item: unknown) => void,
): void {
  if (!Array.isArray(value)) list.addType(path, expected, value)
  else for (const [index, item] of value.entries()) visit(joinPath(path, index), item)
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0)
}
