import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'

/**
 * Reads the members of a detached object, each with its check; what is missing or undefined gives undefined and no
 * problem.
 */
export class MemberReader {
  readonly #members: Readonly<Record<string, unknown>>
  readonly #path: string
  readonly #problems: ProblemList

  constructor(members: Readonly<Record<string, unknown>>, path: string, problems: ProblemList) {
    this.#members = members
    this.#path = path
    this.#problems = problems
  }

  at(name: string): string {
    return joinPath(this.#path, name)
  }

  read(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined
  }

  /** A member that satisfies the test. */
  check<Value>(name: string, expected: string, test: (value: unknown) => value is Value): Value | undefined {
    const value = this.read(name)
    if (value === undefined || test(value)) return value
    this.#problems.addType(this.at(name), expected, value)
    return undefined
  }

  text(name: string): string | undefined {
    return this.check(name, 'a non-empty string', isFilledText)
  }

  boolean(name: string): boolean | undefined {
    return this.check(name, 'true or false', (value) => typeof value === 'boolean')
  }

  number(name: string, expected = 'a number', test: (value: number) => boolean = () => true): number | undefined {
    return this.check(
      name,
      expected,
      (value): value is number => typeof value === 'number' && Number.isFinite(value) && test(value),
    )
  }

  texts(name: string): readonly string[] | undefined {
    const isTexts = (value: unknown): value is readonly string[] =>
      Array.isArray(value) && value.length > 0 && value.every(isFilledText)
    const texts = this.check(name, 'a non-empty array of strings', isTexts)
    return texts && Object.freeze([...new Set(texts)])
  }

  object(name: string): Readonly<Record<string, unknown>> | undefined {
    return this.check(name, 'an object', isPlainObject)
  }

  /** One of a few texts. */
  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const value = this.read(name)
    if (value === undefined || allowed.includes(value as Value)) return value as Value | undefined
    if (typeof value === 'string') this.#problems.addUnknown(this.at(name), name, value, allowed)
    else this.#problems.addType(this.at(name), `one of ${allowed.join(', ')}`, value)
    return undefined
  }

  /** Reports every member that is none of these. */
  allowOnly(names: readonly string[], subject: string): void {
    for (const name of Object.keys(this.#members)) {
      if (!names.includes(name)) this.#problems.addUnknown(this.at(name), subject, name, names)
    }
  }
}

export function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
