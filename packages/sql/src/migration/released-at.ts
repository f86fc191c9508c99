/** When a version of the tables was made: what ORMs order migrations by. One day a version. */
export function releasedAt(version: number): Date {
  return new Date(Date.UTC(2026, 0, version))
}
