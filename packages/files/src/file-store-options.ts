import { StoreError } from '@triggerkit/core/adapter'

export interface FileStoreOptions {
  /** The folder of the files, absolute or from the working directory. It is made with the first definition. */
  folder: string
  /** What new definitions are written as; both are read. Default `yaml`. */
  format?: 'yaml' | 'json'
  /**
   * Whether the folder has the definitions of several products and databases, each in a folder `product/database` of its own. Default false: it has
   * those of the one engine that uses it, whichever that is.
   */
  scopes?: boolean
  /** Milliseconds between two looks for changes that the file system does not tell of, for `load({ watch: true })`; at least 10. Default 1,000. */
  pollMs?: number
}

const names = ['folder', 'format', 'scopes', 'pollMs']
const leastPollMs = 10

/** @throws StoreError of code `STORE_OPTIONS` with every problem. */
export function checkFileStoreOptions(options: unknown): void {
  const problems = isObject(options) ? problemsOf(options) : ['expected an object with `folder`']
  if (problems.length === 0) return
  throw new StoreError({ code: 'STORE_OPTIONS', message: `fileStore(): ${problems.join('; ')}.`, data: { problems } })
}

function problemsOf(options: Readonly<Record<string, unknown>>): string[] {
  const { folder, format, scopes, pollMs } = options
  const problems = Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((name) => `there is no option "${name}", only ${names.join(', ')}`)
  if (typeof folder !== 'string' || folder === '' || folder.includes('\0'))
    problems.push('folder: expected the path of a folder')
  if (format !== undefined && format !== 'yaml' && format !== 'json') problems.push("format: expected 'yaml' or 'json'")
  if (scopes !== undefined && typeof scopes !== 'boolean') problems.push('scopes: expected true or false')
  if (pollMs !== undefined && !(typeof pollMs === 'number' && Number.isFinite(pollMs) && pollMs >= leastPollMs))
    problems.push(`pollMs: expected a number of milliseconds from ${leastPollMs} on`)
  return problems
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
