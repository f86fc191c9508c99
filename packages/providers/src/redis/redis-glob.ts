/**
 * A glob of ours within a prefix as a glob of Redis, for `SCAN`. Redis counts bytes where `?` is a character, so that its glob may match more
 * keys: each has to be looked at again. `[` begins no choice here.
 */
export function toRedisGlob(prefix: string, glob: string): string {
  const pieces = glob.match(/\\.|[*?]+|./gs) ?? []
  return escaped(prefix) + pieces.map(toPiece).join('')
}

function toPiece(piece: string): string {
  if (piece.startsWith('?') || piece.startsWith('*')) return `${'?'.repeat(piece.split('?').length - 1)}*`
  return piece.length > 1 ? piece : escaped(piece)
}

function escaped(text: string): string {
  return text.replaceAll(/[*?[\]\\]/g, '\\$&')
}
