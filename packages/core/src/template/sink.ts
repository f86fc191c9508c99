import type { TextPart } from './parse-text.ts'

/**
 * Where the texts of a field end up, and what that asks of the values in them (R47). What the definition writes stays as it is; a value is
 * escaped on its way in, once, when the template is rendered.
 */
export interface Sink {
  /** Why a text with placeholders may not stand there, read off the definition alone; undefined where it may. */
  problem?(parts: readonly TextPart[], stored: boolean): string | undefined
  /** For one text of several parts, made once: how a value enters it. */
  escaper?(parts: readonly TextPart[]): Escape
  /** For one text, made once: looks at the rendered whole. */
  checker?(parts: readonly TextPart[]): ((text: string, entry: Entry) => void) | undefined
  /** A value that is the whole text. Default: it stays as it is. */
  whole?(value: unknown, entry: Entry): unknown
  /** The sink of a member or an item. Default: the same. */
  child?(key: string): Sink | undefined
  /** For texts without placeholders that stand for something else. */
  literal?(text: string): unknown
  /** How a secret enters a text at this part; undefined where no secret may. */
  secretPlace?(parts: readonly TextPart[], index: number): SecretPlace | undefined
}

/** A value as text on its way into a text. */
export type Escape = (text: string, entry: Entry) => string

/** How a secret enters the text round it: as it is, free of line breaks, or percent-encoded. */
export type SecretPlace = 'plain' | 'header' | 'url-query'

/** One value as it enters a text. */
export interface Entry {
  /** The value itself; undefined where there is none. */
  readonly value: unknown
  /** The text rendered so far. */
  readonly before: string
  /** The part's position in the text. */
  readonly index: number
  /** @throws the error that names the placeholder and its field. */
  refuse(reason: string): never
  /** The value is missing, null or empty, where a gap would change what the text means (R26). */
  refuseGap(): never
}
