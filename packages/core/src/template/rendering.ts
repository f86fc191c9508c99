import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { maxValueDepth, measure } from './measure.ts'
import type { MissingValue } from './missing-value.ts'

/** What one rendering gathers: what was missing, and how much room its limit leaves. */
export class Rendering {
  /**
   * Never used. While one rendering is there, so is the layout of all of them; else every major garbage collection would drop it and, with it,
   * the machine code that relies on it.
   */
  static readonly kept: Rendering = new Rendering({}, Number.POSITIVE_INFINITY, 0)

  /** The context's record where it is a plain object, of which any name that is not inherited from all objects may be read directly. */
  readonly row: Record<string, unknown> | undefined
  missing: MissingValue[] | undefined = undefined
  /** Characters so far. */
  used: number
  readonly limit: number

  /** `used` is what the texts of the definition take up. */
  constructor(context: object, limit: number, used: number) {
    const { record } = context as { record?: object | null }
    this.row = record?.constructor === Object ? (record as Record<string, unknown>) : undefined
    this.limit = limit
    this.used = used
  }

  note(at: readonly string[], placeholder: string): void {
    this.missing ??= []
    this.missing.push({ at, placeholder })
  }

  /** Counts characters that were added. */
  take(length: number, at: readonly string[]): void {
    this.used += length
    if (this.used > this.limit) throw length === Number.POSITIVE_INFINITY ? tooDeep(at) : tooLarge(this.limit, at)
  }

  /** Counts a value that stays what it is, as far as the limit is not passed: never more than there is room for. */
  takeValue(value: unknown, at: readonly string[]): void {
    if (typeof value === 'string') this.take(value.length, at)
    else if (typeof value === 'object' && value !== null) this.take(measure(value, this.limit - this.used), at)
  }
}

function tooLarge(limit: number, at: readonly string[]): TriggerkitError {
  return new TriggerkitError({
    code: 'TEMPLATE_TOO_LARGE',
    message:
      `with its values${upTo(at)} it has more than ${limit} characters, which is the limit. ` +
      'Name the columns that are needed instead of `{{record}}`, or raise `renderLimit`.',
    data: { limit, at },
  })
}

function tooDeep(at: readonly string[]): TriggerkitError {
  return new TriggerkitError({
    code: 'TEMPLATE_TOO_LARGE',
    message: `a value${upTo(at)} is nested deeper than ${maxValueDepth} levels, which is the limit.`,
    data: { limit: maxValueDepth, at },
  })
}

function upTo(at: readonly string[]): string {
  return at.length > 0 ? ` up to \`${at.join('.')}\`` : ''
}
