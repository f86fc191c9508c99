import type { Row } from '../change/change.ts'
import type { RequiredEquality } from '../condition/required-equality.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { comparableForm } from '../value/comparable-form.ts'
import { type EqualityKey, equalityKeys } from '../value/equality-keys.ts'
import { parsePath, readPath } from '../value/path.ts'
import { classOf } from '../value/value-class.ts'
import type { PlannedTrigger } from './plan.ts'

/** The rows of a Change, as far as equality tests look at them. */
export interface ChangedRows {
  record: Row
  previousRecord?: Row
}

/** Triggers that cannot fire unless one column equals one of their constants, by these constants. */
export class ColumnIndex {
  readonly #isPrevious: boolean
  readonly #segments: readonly string[]
  readonly #kind: ColumnKind | undefined
  readonly #triggers = new Map<EqualityKey, PlannedTrigger[]>()
  readonly #equalities: RequiredEquality[] = []
  /** The classes of all operands: a value of their only class can be compared with each. */
  readonly #classes = new Set<string>()
  /** The forms of values that every test has had (R23). */
  readonly #told = new Set<string>()

  constructor({ path, kind }: RequiredEquality) {
    const [root, ...segments] = parsePath(path)
    this.#isPrevious = root === 'previousRecord'
    this.#segments = segments
    this.#kind = kind
  }

  /** Triggers are added in the order in which they run; `keys` are those of the equality's operands. */
  add(planned: PlannedTrigger, equality: RequiredEquality, keys: Iterable<EqualityKey>): void {
    for (const key of new Set(keys)) {
      const triggers = this.#triggers.get(key)
      if (triggers === undefined) this.#triggers.set(key, [planned])
      else triggers.push(planned)
    }
    this.#equalities.push(equality)
    for (const operand of equality.operands) if (operand !== null) this.#classes.add(classOf(operand))
  }

  /** Lists of triggers, each in order, of which only those can fire; a trigger may be in two of them. */
  find({ record, previousRecord }: ChangedRows): (readonly PlannedTrigger[])[] {
    const value = readPath(this.#isPrevious ? previousRecord : record, this.#segments)
    this.#tellMismatches(value)
    const keys = equalityKeys(value, this.#kind) ?? []
    const found: (readonly PlannedTrigger[])[] = []
    for (const key of keys) {
      const triggers = this.#triggers.get(key)
      if (triggers !== undefined) found.push(triggers)
    }
    return found
  }

  /** Lets every test have one value of each form that some of them may not be able to compare: otherwise they are not tried. */
  #tellMismatches(value: unknown): void {
    if (value === null || value === undefined) return
    if (this.#classes.size === 1 && this.#classes.has(classOf(value))) return
    const form = comparableForm(value, this.#kind)
    if (this.#told.has(form)) return
    this.#told.add(form)
    for (const { tests } of this.#equalities) for (const test of tests) test(value)
  }
}
