import type { InsertResult } from 'typeorm'

/** The InsertResult of a Write, in the order of its value sets, however many statements it took; rows that were dropped leave a gap. */
export class InsertResults {
  readonly #count: number
  #merged: InsertResult | undefined

  constructor(count: number) {
    this.#count = count
  }

  get merged(): InsertResult {
    return this.#merged!
  }

  add(indexes: readonly number[], result: InsertResult): void {
    const isWhole =
      indexes.length === this.#count &&
      this.#merged === undefined &&
      indexes.every((index, position) => index === position)
    if (isWhole) {
      this.#merged = result
      return
    }
    const { identifiers, generatedMaps, raw } = result
    if (this.#merged === undefined) {
      this.#merged = result
      result.identifiers = identifiers.length > 0 ? new Array(this.#count).fill(undefined) : []
      result.generatedMaps = generatedMaps.length > 0 ? new Array(this.#count).fill(undefined) : []
    } else if (Array.isArray(this.#merged.raw) && Array.isArray(raw)) {
      this.#merged.raw.push(...(raw as unknown[]))
    } else if (raw !== undefined) {
      this.#merged.raw = mergeRaw(this.#merged.raw, raw)
    }
    for (const [position, index] of indexes.entries()) {
      if (position < identifiers.length) this.#merged.identifiers[index] = identifiers[position]!
      if (position < generatedMaps.length) this.#merged.generatedMaps[index] = generatedMaps[position]!
    }
  }

  clear(): void {
    this.#merged = undefined
  }
}

/** MySQL's header counts rows and keeps the first id; SQLite tells the last id. */
function mergeRaw(first: unknown, next: unknown): unknown {
  const isHeader = (raw: unknown): raw is { affectedRows: number } =>
    raw !== null && typeof raw === 'object' && 'affectedRows' in raw
  if (isHeader(first) && isHeader(next)) first.affectedRows += next.affectedRows
  return isHeader(first) ? first : next
}
