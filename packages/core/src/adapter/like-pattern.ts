/**
 * A `$like` pattern for SQL's `LIKE … ESCAPE '!'`, with `!` in place of the backslash: databases disagree on what a backslash is, in patterns and
 * in literals.
 */
export function likePattern(pattern: string): string {
  return pattern.replaceAll(/\\([\s\S])|!/g, (token: string, escaped: string | undefined) => {
    if (token === '!' || escaped === '!') return '!!'
    return escaped === '%' || escaped === '_' ? `!${escaped}` : escaped!
  })
}
