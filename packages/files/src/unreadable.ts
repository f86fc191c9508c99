import { StoreError } from '@triggerkit/core/adapter'

/** Where in a file something is wrong. */
export interface FilePlace {
  /** Absolute. */
  readonly file: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
}

/** What cannot be read as a definition: `triggers/audit.yaml:3:5: …`. `data` has `file`, `line` and `column`. */
export function unreadable(problem: string, place: FilePlace, cause?: unknown): StoreError {
  const { file, line, column } = place
  const where = [file, line, column].filter((part) => part !== undefined).join(':')
  return new StoreError({ code: 'STORE_UNREADABLE', message: `${where}: ${problem}`, cause, data: { ...place } })
}
