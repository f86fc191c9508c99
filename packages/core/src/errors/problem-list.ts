import { closest } from './closest.ts'
import type { DefinitionProblem } from './definition-problem.ts'
import { describeText, describeType, describeValue } from './describe-value.ts'
import { escapeControls } from './escape-controls.ts'

const maxProblems = 500
const maxListed = 12
const maxAllowed = 100
const maxFound = 200
/** Names that are compared with what was found, over the whole list: a definition may have thousands of slips. */
const maxComparisons = 2_000

/** Gathers what is wrong with a definition, so that all of it can be told at once. */
export class ProblemList {
  readonly problems: DefinitionProblem[] = []
  #comparisons = 0
  #count = 0

  get empty(): boolean {
    return this.problems.length === 0
  }

  /** Problems told so far, those beyond the most that are kept included. */
  get count(): number {
    return this.#count
  }

  add(path: string, message: string, more?: Pick<DefinitionProblem, 'found' | 'allowed' | 'suggestion'>): void {
    this.#count++
    if (this.full) return
    const { found } = more ?? {}
    this.problems.push({
      path,
      message: escapeControls(message),
      ...more,
      ...(found === undefined ? {} : { found: shortened(found) }),
    })
  }

  /** No further problem is kept. */
  get full(): boolean {
    return this.problems.length >= maxProblems
  }

  /** `expected an array of strings, found number 5` */
  addType(path: string, expected: string, found: unknown): void {
    if (this.full) this.#count++
    else if (found === undefined) this.add(path, `expected ${expected}, found nothing`, { found: 'undefined' })
    else this.add(path, `expected ${expected}, found ${describeFound(found)}`, { found: describeValue(found) })
  }

  /**
   * `unknown operator "GREATER", did you mean "GREATER_THAN"?`, or what is allowed where nothing is near. `prefix`
   * stands before each name when it is told, and has no part in the comparison.
   */
  addUnknown(path: string, subject: string, found: string, allowed: Iterable<string>, prefix = ''): void {
    if (this.full) {
      this.#count++
      return
    }
    const names = [...allowed]
    const nearest = this.#closest(found, names)
    const suggestion = nearest === undefined ? undefined : prefix + nearest
    const told = names.slice(0, maxAllowed).map((name) => prefix + name)
    const listed = told.slice(0, maxListed).join(', ') + (told.length > maxListed ? ', …' : '')
    const hint =
      suggestion !== undefined
        ? `, did you mean ${describeText(suggestion)}?`
        : told.length > 0
          ? `; allowed: ${listed}`
          : ''
    this.add(path, `unknown ${subject} ${describeText(prefix + found, 60)}${hint}`, {
      found: prefix + found,
      allowed: told,
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }

  #closest(found: string, names: readonly string[]): string | undefined {
    const left = maxComparisons - this.#comparisons
    this.#comparisons += names.length
    return closest(found, names.slice(0, Math.max(0, left)))
  }
}

function shortened(text: string): string {
  return text.length > maxFound ? `${text.slice(0, maxFound - 1)}…` : text
}

/** `a.b[0]`; names that are no identifiers in brackets. */
export function joinPath(path: string, name: string | number): string {
  if (typeof name === 'number') return `${path}[${name}]`
  if (!/^[\w$*-]{1,100}$/.test(name)) return `${path}[${describeText(name, 60)}]`
  return path === '' ? name : `${path}.${name}`
}

function describeFound(value: unknown): string {
  const type = describeType(value)
  if (typeof value === 'function' || value === null) return type
  return typeof value === 'object'
    ? isEmptyContainer(value)
      ? `an empty ${type}`
      : type
    : `${type} ${describeValue(value, 60)}`
}

function isEmptyContainer(value: object): boolean {
  return Object.keys(value).length === 0
}
