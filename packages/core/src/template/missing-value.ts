/** A placeholder that had no value when a template was rendered: undefined, not null. */
export interface MissingValue {
  /** Where in the rendered value it should have stood: `['where', 'user_id']`. */
  readonly at: readonly string[]
  /** `record.id` */
  readonly placeholder: string
}

const noted = new WeakMap<object, readonly MissingValue[]>()
const none: readonly MissingValue[] = Object.freeze([])

/** Remembers of a rendered value what was missing in it. */
export function noteMissing(rendered: unknown, values: readonly MissingValue[]): void {
  if (rendered !== null && typeof rendered === 'object') noted.set(rendered, values)
}

/**
 * What was missing when this object was rendered by a template, optionally only below a key: `missingValues(input,
 * 'where')`. Executors ask it of filters and keys, in which a missing value is an error (R26). Knows the very object
 * that `render` gave, not copies of it.
 */
export function missingValues(rendered: unknown, key?: string): readonly MissingValue[] {
  const values = rendered !== null && typeof rendered === 'object' ? (noted.get(rendered) ?? none) : none
  return key === undefined ? values : values.filter(({ at }) => at[0] === key)
}
