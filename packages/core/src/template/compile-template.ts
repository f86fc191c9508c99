import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { isSafeName } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { compileText, type TemplateFacts } from './compile-text.ts'
import { type MissingValue, noteMissing } from './missing-value.ts'
import { constantPart, objectPart, otherPart, type Part, renderPart } from './part.ts'
import { Rendering } from './rendering.ts'
import type { Sink } from './sink.ts'
import { templateSyntaxError } from './template-error.ts'

const maxDepth = 200

export interface TemplateOptions {
  /** A missing value is a `TriggerkitError` of code `TEMPLATE_VALUE_MISSING` instead of nothing. Default false. */
  strict?: boolean
  /** Where its texts end up (R47). Default: nowhere in particular; values enter as they are, secrets not at all. */
  sink?: Sink
  /** Most characters of its texts and values together. Default: no limit. */
  maxLength?: number
}

/** A JSON-like value with its placeholders parsed. */
export interface CompiledTemplate {
  /**
   * The value with its placeholders filled in: a new object each time. Where values were missing `missingValues(rendered)` tells which.
   * Functions and instances of classes are handed through as they are.
   *
   * @throws TriggerkitError of code `TEMPLATE_VALUE_REFUSED` for a value that its sink does not take, `TEMPLATE_TOO_LARGE` beyond `maxLength`.
   */
  render(context: object): unknown
  /** The paths that it reads, each once: `record.total`. */
  readonly paths: readonly string[]
  /** The secrets that it names, each once. */
  readonly secrets: readonly string[]
  /** It has no placeholder at all. */
  readonly constant: boolean
}

/**
 * Parses every `{{path}}` in a value, once. A text that is one placeholder keeps the value's type; in any other text values become text
 * (`toText`), escaped as the text's sink asks. A missing value is empty in a text and absent as a value: its key or item is left out.
 * `{{secret.name}}` leaves a `SecretText`. Throws a `TriggerkitError` of code `TEMPLATE_SYNTAX` for a placeholder that is not closed, no
 * path, or a secret where none may be.
 */
export function compileTemplate(value: unknown, options: TemplateOptions = {}): CompiledTemplate {
  const facts: TemplateFacts = { paths: new Set(), secrets: new Set(), length: 0 }
  const part = compile(value, [], options.sink, facts)
  const { maxLength = Number.POSITIVE_INFINITY, strict = false } = options
  return {
    paths: [...facts.paths],
    secrets: [...facts.secrets],
    constant: facts.paths.size === 0 && facts.secrets.size === 0,
    render(context) {
      const rendering = new Rendering(context, maxLength, facts.length)
      const rendered = renderPart(part, context, rendering)
      if (rendering.missing !== undefined) {
        if (strict) throw missingError(rendering.missing)
        noteMissing(rendered, rendering.missing)
      }
      return rendered
    },
  }
}

function compile(value: unknown, at: readonly string[], sink: Sink | undefined, facts: TemplateFacts): Part {
  if (typeof value === 'string') return compileText(value, at, sink, facts)
  if (at.length > maxDepth) throw templateSyntaxError(`it is nested deeper than ${maxDepth} levels`)
  if (Array.isArray(value)) return compileArray(value, at, sink, facts)
  if (isPlainObject(value)) return compileObject(value, at, sink, facts)
  return constantPart(value)
}

function compileArray(
  items: readonly unknown[],
  at: readonly string[],
  sink: Sink | undefined,
  facts: TemplateFacts,
): Part {
  const parts = items.map((item, index) => compile(item, [...at, String(index)], childOf(sink, String(index)), facts))
  return otherPart((context, rendering) => {
    const rendered: unknown[] = []
    for (const part of parts) {
      const value = renderPart(part, context, rendering)
      if (value !== undefined) rendered.push(value)
    }
    return rendered
  })
}

function compileObject(
  object: Record<string, unknown>,
  at: readonly string[],
  sink: Sink | undefined,
  facts: TemplateFacts,
): Part {
  const keys = Object.keys(object)
  const unsafe = keys.find((key) => !isSafeName(key))
  if (unsafe !== undefined) throw templateSyntaxError(`the key "${unsafe}" is not allowed`)
  const parts = keys.map((key) => compile(object[key], [...at, key], childOf(sink, key), facts))
  return objectPart({ Rendered: plainObjects(), keys, parts })
}

/**
 * A constructor of empty plain objects. The objects of one constructor share their layouts, apart from all others', which makes adding keys to
 * them twice as fast as adding them to `{}`.
 */
function plainObjects(): new () => Record<string, unknown> {
  function Rendered(): void {}
  Rendered.prototype = Object.prototype
  return Rendered as never
}

function childOf(sink: Sink | undefined, key: string): Sink | undefined {
  return sink?.child === undefined ? sink : sink.child(key)
}

function missingError(values: readonly MissingValue[]): TriggerkitError {
  const names = [...new Set(values.map(({ placeholder }) => `{{${placeholder}}}`))].join(', ')
  return new TriggerkitError({
    code: 'TEMPLATE_VALUE_MISSING',
    message: `There is no value for ${names}.`,
    data: { missing: values },
  })
}
