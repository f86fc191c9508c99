import { isPlainObject } from '../value/plain-object.ts'
import { type Placeholder, parseText } from './parse-text.ts'

/** What a walk over the texts of a value tells: a placeholder and where it stands, or that a text is wrong. */
export interface PlaceholderVisitor {
  placeholder(placeholder: Placeholder, at: readonly (string | number)[]): void
  problem?(message: string, at: readonly (string | number)[]): void
}

/** Visits every placeholder in the texts of a value, at any depth. */
export function eachPlaceholder(
  value: unknown,
  visitor: PlaceholderVisitor,
  at: readonly (string | number)[] = [],
): void {
  if (typeof value === 'string') visitText(value, visitor, at)
  else if (Array.isArray(value)) value.forEach((item, index) => eachPlaceholder(item, visitor, [...at, index]))
  else if (isPlainObject(value))
    for (const key of Object.keys(value)) eachPlaceholder(value[key], visitor, [...at, key])
}

function visitText(text: string, visitor: PlaceholderVisitor, at: readonly (string | number)[]): void {
  if (!text.includes('{{')) return
  try {
    for (const part of parseText(text)) if (typeof part !== 'string') visitor.placeholder(part, at)
  } catch (error) {
    visitor.problem?.((error as Error).message, at)
  }
}
