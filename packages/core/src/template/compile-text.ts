import { compileRead, type Read, readValue } from './compile-read.ts'
import { toJoinedText } from './join-text.ts'
import { type Placeholder, parseText, type TextPart } from './parse-text.ts'
import { constantPart, otherPart, type Part, readPart, textPart } from './part.ts'
import type { Rendering } from './rendering.ts'
import { isSecretPlaceholder, secretName } from './secret-placeholder.ts'
import { SecretText, type SecretTextPart } from './secret-text.ts'
import type { Entry, Escape, Sink } from './sink.ts'
import { templateSyntaxError } from './template-error.ts'
import { toText } from './to-text.ts'
import { ValueEntry } from './value-entry.ts'

/** What compiling gathers of the whole template. */
export interface TemplateFacts {
  /** The paths that it reads. */
  paths: Set<string>
  /** The names of the secrets in it. */
  secrets: Set<string>
  /** Characters of its own texts. */
  length: number
}

/** A text of a template: what stands in it, where, and where it goes to. */
interface SinkText {
  parts: readonly TextPart[]
  at: readonly string[]
  sink: Sink
}

export function compileText(text: string, at: readonly string[], sink: Sink | undefined, facts: TemplateFacts): Part {
  if (!text.includes('{{')) {
    facts.length += text.length
    const literal = sink?.literal === undefined ? text : sink.literal(text)
    if (literal instanceof SecretText) for (const name of literal.names) facts.secrets.add(name)
    return constantPart(literal)
  }
  const parts = parseText(text)
  for (const part of parts) {
    if (typeof part === 'string') facts.length += part.length
    else if (isSecretPlaceholder(part)) facts.secrets.add(secretName(part))
    else facts.paths.add(part.path)
  }
  if (parts.some((part) => typeof part !== 'string' && isSecretPlaceholder(part))) return compileSecret(parts, at, sink)
  const [only] = parts
  if (parts.length === 1 && typeof only === 'object') return compileWhole(only, { parts, at, sink: sink ?? {} })
  if (sink?.escaper === undefined) return textPart(toJoinedText(parts, at))
  return compileEscaped({ parts, at, sink })
}

function compileWhole(placeholder: Placeholder, { parts, at, sink }: SinkText): Part {
  const read = compileRead(placeholder, at)
  if (sink.whole === undefined) return readPart(read)
  return otherPart((context, rendering) => {
    const value = readValue(read, context, rendering)
    rendering.takeValue(value, at)
    return sink.whole!(value, new ValueEntry(value, '', 0, parts, at))
  })
}

/** A text whose values are escaped one by one. */
function compileEscaped({ parts, at, sink }: SinkText): Part {
  const enters = sink.escaper!(parts)
  const check = sink.checker?.(parts)
  const reads = parts.map((part) => (typeof part === 'string' ? part : compileRead(part, at)))
  return otherPart((context, rendering) => {
    let text = ''
    for (let index = 0; index < reads.length; index++) {
      const read = reads[index]!
      text += typeof read === 'string' ? read : enter(readValue(read, context, rendering), text, index)
    }
    check?.(text, new ValueEntry(undefined, text, lastValue(parts), parts, at))
    return text

    function enter(value: unknown, before: string, index: number): string {
      return enterValue(enters, value, new ValueEntry(value, before, index, parts, at), rendering, at)
    }
  })
}

function enterValue(enters: Escape, value: unknown, entry: Entry, rendering: Rendering, at: readonly string[]): string {
  if (typeof value === 'object') rendering.takeValue(value, at)
  const text = enters(toText(value), entry)
  rendering.take(text.length, at)
  return text
}

function lastValue(parts: readonly TextPart[]): number {
  return parts.findLastIndex((part) => typeof part !== 'string')
}

/** A text with secrets: they are named in what is rendered, not there. */
function compileSecret(parts: readonly TextPart[], at: readonly string[], sink: Sink | undefined): Part {
  const enters = sink?.escaper?.(parts)
  const check = sink?.checker?.(parts)
  const pieces = parts.map((part, index): SecretTextPart | Read => {
    if (typeof part === 'string') return part
    if (!isSecretPlaceholder(part)) return compileRead(part, at)
    const place = sink?.secretPlace?.(parts, index)
    if (place === undefined) throw templateSyntaxError(`{{${part.path}}} is not allowed here`)
    return { secret: secretName(part), place }
  })
  return otherPart((context, rendering) => {
    let before = ''
    const rendered = pieces.map((piece, index): SecretTextPart => {
      if (typeof piece === 'object' && 'secret' in piece) {
        before += 'secret'
        return piece
      }
      const value = typeof piece === 'string' ? piece : readValue(piece, context, rendering)
      const entry = new ValueEntry(value, before, index, parts, at)
      const text =
        typeof piece === 'string' ? piece : enterValue(enters ?? ((plain) => plain), value, entry, rendering, at)
      before += text
      return text
    })
    check?.(before, new ValueEntry(undefined, before, lastValue(parts), parts, at))
    return new SecretText(rendered)
  })
}
