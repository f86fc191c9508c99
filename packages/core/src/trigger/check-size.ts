import { toOperatorName } from '../condition/operator-name.ts'
import { patternSize } from '../condition/pattern-size.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { type Bounds, type LimitName, limits } from './limits.ts'
import type { TriggerOrigin } from './normalized-trigger.ts'

/** Tells that there is more of something than there may be, by the limit's name. */
export function addExcess(problems: ProblemList, path: string, name: LimitName, found: number, bounds: Bounds): void {
  const { unit } = limits[name]
  problems.add(path, `found ${found}${unit === '' ? '' : ` ${unit}`}, at most ${bounds[name]} are allowed (${name})`)
}

/**
 * Checks how much of everything a detached definition has, before anything of it is parsed or compiled. False: it is so large that nothing
 * further is looked at.
 */
export function checkSize(
  members: Readonly<Record<string, unknown>>,
  bounds: Bounds,
  origin: TriggerOrigin,
  problems: ProblemList,
): boolean {
  const { tables, events, envs, condition, actions } = members
  for (const [path, value, name] of [
    ['tables', tables, 'maxTables'],
    ['events', events, 'maxEvents'],
    ['envs', envs, 'maxEnvs'],
  ] as const) {
    if (Array.isArray(value) && value.length > bounds[name]) addExcess(problems, path, name, value.length, bounds)
  }
  const before = problems.count
  const size = new DefinitionSize(bounds, problems)
  size.condition(condition, 'condition')
  if (Array.isArray(actions)) actions.forEach((action, index) => size.action(action, joinPath('actions', index)))
  size.report(origin)
  return problems.count === before
}

class DefinitionSize {
  readonly #bounds: Bounds
  readonly #problems: ProblemList
  #conditions = 0
  #placeholders = 0
  readonly #patterns: string[] = []

  constructor(bounds: Bounds, problems: ProblemList) {
    this.#bounds = bounds
    this.#problems = problems
  }

  condition(value: unknown, path: string): void {
    if (!isPlainObject(value)) return
    this.#conditions++
    for (const name of ['and', 'or'] as const) {
      const parts = value[name]
      if (Array.isArray(parts))
        parts.forEach((part, index) => this.condition(part, joinPath(joinPath(path, name), index)))
    }
    if (value.not !== undefined) this.condition(value.not, joinPath(path, 'not'))
    this.#list(value.value, joinPath(path, 'value'))
    this.#texts(value.value)
    const isPattern = typeof value.operator === 'string' && toOperatorName(value.operator) === 'MATCHES'
    if (isPattern) this.#pattern(value.value)
  }

  action(value: unknown, path: string): void {
    this.#filters(value, [path])
    this.#texts(value)
    if (!isPlainObject(value)) return
    const rules = value.rules ?? (isPlainObject(value.config) ? value.config.rules : undefined)
    if (isPlainObject(rules))
      for (const rule of Object.values(rules)) if (isPlainObject(rule)) this.#pattern(rule.pattern)
  }

  /** The patterns of a stored definition count together: each takes time to compile. */
  report(origin: TriggerOrigin): void {
    const bounds = this.#bounds
    const patterns = this.#patterns.slice(0, bounds.maxPatterns)
    // One that is too long is refused as it is: its steps would take long to count.
    const steps = patterns.filter(({ length }) => length <= bounds.maxPatternLength).map(patternSize)
    const together = (numbers: readonly number[]): number =>
      origin === 'stored' ? numbers.reduce((sum, number) => sum + number, 0) : 0
    const counts: readonly [string, LimitName, number][] = [
      ['condition', 'maxConditions', this.#conditions],
      ['', 'maxPlaceholders', this.#placeholders],
      ['', 'maxPatterns', this.#patterns.length],
      ['', 'maxPatternLength', together(patterns.map((pattern) => pattern.length))],
      ['', 'maxProgramSize', together(steps)],
    ]
    for (const [path, name, found] of counts)
      if (found > bounds[name]) addExcess(this.#problems, path, name, found, bounds)
  }

  #pattern(value: unknown): void {
    if (typeof value === 'string' || value instanceof RegExp)
      this.#patterns.push(typeof value === 'string' ? value : value.source)
  }

  #list(value: unknown, path: string): void {
    if (Array.isArray(value) && value.length > this.#bounds.maxListLength)
      addExcess(this.#problems, path, 'maxListLength', value.length, this.#bounds)
  }

  /** `at` is the way to the value, changed in place: a path is made of it only where there is something to tell. */
  #filters(value: unknown, at: (string | number)[]): void {
    if (value === null || typeof value !== 'object') return
    for (const [key, member] of Object.entries(value) as [string, unknown][]) {
      at.push(Array.isArray(value) ? Number(key) : key)
      if (Array.isArray(member) && /^\$n?in$/i.test(key))
        this.#list(member, at.slice(1).reduce<string>(joinPath, String(at[0])))
      this.#filters(member, at)
      at.pop()
    }
  }

  #texts(value: unknown): void {
    if (typeof value === 'string') this.#placeholders += value.includes('{{') ? value.split('{{').length - 1 : 0
    else if (Array.isArray(value)) for (const item of value) this.#texts(item)
    else if (isPlainObject(value)) for (const member of Object.values(value)) this.#texts(member)
  }
}
