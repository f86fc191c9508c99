import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { isSafeName, readPath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { isDirectName, readColumn } from '../value/read-column.ts'
import { joinParts } from './join-parts.ts'
import { type MissingValue, noteMissing } from './missing-value.ts'
import { type Placeholder, parseText } from './parse-text.ts'

const maxDepth = 200

export interface TemplateOptions {
  /** A missing value is a `TriggerkitError` of code `TEMPLATE_VALUE_MISSING` instead of nothing. Default false. */
  strict?: boolean
}

/** A JSON-like value with its placeholders parsed. */
export interface CompiledTemplate {
  /**
   * The value with its placeholders filled in: a new object each time. Where values were missing
   * `missingValues(rendered)` tells which. Functions and instances of classes are handed through as they are.
   */
  render(context: object): unknown
  /** The paths that it reads, each once: `record.total`. */
  readonly paths: readonly string[]
  /** It has no placeholder at all. */
  readonly constant: boolean
}

/** Renders one part; `missing` gathers what was not there. Undefined stands for a value that is absent. */
type Render = (context: object, missing: Missing) => unknown

interface Missing {
  values: MissingValue[] | undefined
}

/**
 * Parses every `{{path}}` in a value, once. A text that is one placeholder keeps the value's type; in any other text values become text
 * (`toText`). A missing value is empty in a text and absent as a value: its key or item is left out. Throws a `TriggerkitError` of code
 * `TEMPLATE_SYNTAX` for a placeholder that is not closed or no path.
 */
export function compileTemplate(value: unknown, options: TemplateOptions = {}): CompiledTemplate {
  const paths = new Set<string>()
  const render = compile(value, [], paths)
  return {
    paths: [...paths],
    constant: paths.size === 0,
    render(context) {
      const missing: Missing = { values: undefined }
      const rendered = render(context, missing)
      if (missing.values !== undefined) {
        if (options.strict) throw missingError(missing.values)
        noteMissing(rendered, missing.values)
      }
      return rendered
    },
  }
}

function compile(value: unknown, at: readonly string[], paths: Set<string>): Render {
  if (typeof value === 'string') return compileText(value, at, paths)
  if (at.length > maxDepth) throw syntaxError(`it is nested deeper than ${maxDepth} levels`)
  if (Array.isArray(value)) return compileArray(value, at, paths)
  if (isPlainObject(value)) return compileObject(value, at, paths)
  return () => value
}

function compileText(text: string, at: readonly string[], paths: Set<string>): Render {
  if (!text.includes('{{')) return () => text
  const parts = parseText(text)
  for (const part of parts) if (typeof part !== 'string') paths.add(part.path)
  const [only] = parts
  if (parts.length === 1 && typeof only === 'object') return compilePlaceholder(only, at)
  return joinParts(parts, (placeholder) => compilePlaceholder(placeholder, at))
}

/** The most frequent form, `{{record.column}}`, without a loop. */
function compilePlaceholder({ path, segments }: Placeholder, at: readonly string[]): Render {
  const [root, name] = segments as [string, string]
  if (segments.length === 2 && root === 'record' && isDirectName(name)) {
    return (context, missing) => {
      const value = readColumn((context as { record?: unknown }).record, name)
      if (value === undefined) note(missing, at, path)
      return value
    }
  }
  return (context, missing) => {
    const value = readPath(context, segments)
    if (value === undefined) note(missing, at, path)
    return value
  }
}

function compileArray(items: readonly unknown[], at: readonly string[], paths: Set<string>): Render {
  const renders = items.map((item, index) => compile(item, [...at, String(index)], paths))
  return (context, missing) => {
    const rendered: unknown[] = []
    for (const render of renders) {
      const value = render(context, missing)
      if (value !== undefined) rendered.push(value)
    }
    return rendered
  }
}

function compileObject(object: Record<string, unknown>, at: readonly string[], paths: Set<string>): Render {
  const keys = Object.keys(object)
  const unsafe = keys.find((key) => !isSafeName(key))
  if (unsafe !== undefined) throw syntaxError(`the key "${unsafe}" is not allowed`)
  const renders = keys.map((key) => compile(object[key], [...at, key], paths))
  return (context, missing) => {
    const rendered: Record<string, unknown> = {}
    for (let index = 0; index < keys.length; index++) {
      const value = renders[index]!(context, missing)
      if (value !== undefined) rendered[keys[index]!] = value
    }
    return rendered
  }
}

function note(missing: Missing, at: readonly string[], placeholder: string): void {
  missing.values ??= []
  missing.values.push({ at, placeholder })
}

function syntaxError(message: string): TriggerkitError {
  return new TriggerkitError({ code: 'TEMPLATE_SYNTAX', message })
}

function missingError(values: readonly MissingValue[]): TriggerkitError {
  const names = [...new Set(values.map(({ placeholder }) => `{{${placeholder}}}`))].join(', ')
  return new TriggerkitError({
    code: 'TEMPLATE_VALUE_MISSING',
    message: `There is no value for ${names}.`,
    data: { missing: values },
  })
}
