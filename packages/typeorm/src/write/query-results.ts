import type { QueryResult } from 'typeorm'

/** One structured answer out of those of several statements. */
export function mergeResults(results: readonly QueryResult[]): QueryResult {
  const merged: QueryResult = results[0] ?? { raw: [], records: [], affected: 0 }
  for (const { affected, records } of results.slice(1)) {
    merged.affected = (merged.affected ?? 0) + (affected ?? 0)
    merged.records = [...(merged.records ?? []), ...(records ?? [])]
  }
  return merged
}
