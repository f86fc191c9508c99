import type { ProviderFailures } from '../failure/provider-failures.ts'

export interface LocalFolderOptions {
  /** The folder that all paths lie in: a path, or a `file:` URL. It has to be there: an empty mount point is not taken for it. */
  root: string | URL
  /** Permissions of each file: `0o640`. Default: what the process's umask leaves of 0o666; a copy has those of its source. */
  fileMode?: number
  /** Permissions of folders that are made on the way, of which the process's umask still takes away: `0o750`. Default 0o777. */
  directoryMode?: number
}

/** @throws ProviderError with every problem of the options. */
export function checkLocalFolderOptions(options: LocalFolderOptions, failures: ProviderFailures): void {
  const { root, fileMode, directoryMode } = options
  const problems: string[] = []
  const isPath = typeof root === 'string' ? root !== '' && !root.includes('\0') : root instanceof URL
  if (!isPath) problems.push('`root` has to be the path of a folder')
  else if (root instanceof URL && root.protocol !== 'file:') problems.push('`root` has to be a path or a `file:` URL')
  for (const [name, mode] of Object.entries({ fileMode, directoryMode }))
    if (mode !== undefined && !(Number.isInteger(mode) && mode >= 0 && mode <= 0o7777))
      problems.push(`\`${name}\` has to be permissions such as 0o640`)
  if (problems.length > 0) throw failures.final(undefined, `${problems.join('; ')}.`)
}
