/** The names of a dotted path. */
export function splitPath(path: string): string[] {
  return path.split('.')
}

/** Whether a name may be the place of an item in an array. */
export function isIndex(name: string): boolean {
  return /^(0|[1-9]\d*)$/.test(name)
}
