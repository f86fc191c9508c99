/** A statement that begins, ends or divides a transaction. */
export type TransactionStatement =
  | { kind: 'begin' | 'commit' | 'rollback' | 'unfollowable' }
  | { kind: 'savepoint' | 'release' | 'rollback-to'; name: string }

const leading =
  /^\s*(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|set\s+(?:session\s+)?autocommit|prepare\s+transaction)\b/i
const name = '("[^"]+"|`[^`]+`|[\\w$]+)'
const forms: [RegExp, (match: RegExpMatchArray) => TransactionStatement][] = [
  [/^(begin|start)\b[^;]*$/i, () => ({ kind: 'begin' })],
  [/^(commit|end)(\s+(work|transaction))?$/i, () => ({ kind: 'commit' })],
  [/^(rollback|abort)(\s+(work|transaction))?$/i, () => ({ kind: 'rollback' })],
  [new RegExp(`^savepoint\\s+${name}$`, 'i'), (match) => ({ kind: 'savepoint', name: bare(match[1]!) })],
  [new RegExp(`^release\\s+(?:savepoint\\s+)?${name}$`, 'i'), (match) => ({ kind: 'release', name: bare(match[1]!) })],
  [
    new RegExp(`^rollback(?:\\s+(?:work|transaction))?\\s+to\\s+(?:savepoint\\s+)?${name}$`, 'i'),
    (match) => ({ kind: 'rollback-to', name: bare(match[1]!) }),
  ],
]

/** What the SQL does to the transaction; undefined where it does nothing. `unfollowable` is what nobody can keep track of. */
export function transactionStatement(sql: string): TransactionStatement | undefined {
  if (!leading.test(sql)) return undefined
  const text = sql.trim().replace(/;\s*$/, '')
  for (const [form, read] of forms) {
    const match = form.exec(text)
    if (match) return read(match)
  }
  return { kind: 'unfollowable' }
}

function bare(given: string): string {
  return /^["`]/.test(given) ? given.slice(1, -1) : given.toLowerCase()
}
