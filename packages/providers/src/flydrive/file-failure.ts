import type { FailureDescription } from '../failure/provider-failures.ts'

const finalRemedies: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'See that this process may write there.'],
  ['EPERM', 'See that this process may write there, and that it is a file.'],
  ['EROFS', 'The folder is mounted for reading only.'],
  ['EISDIR', 'There is a folder of that name: give the path of a file.'],
  ['ENOTDIR', 'A part of its path is a file, and no folder.'],
  ['ENOTEMPTY', 'There is a folder of that name: give the path of a file.'],
  ['EEXIST', 'There is something else of that name.'],
  ['ENAMETOOLONG', 'Give it a shorter name.'],
  ['ELOOP', 'Its symbolic links lead round in a circle.'],
  ['EFBIG', 'The file system takes no file of that size.'],
  ['EINVAL', 'The file system takes no such name.'],
])
const passingRemedies: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'Make room on the disk.'],
  ['EDQUOT', 'Raise the quota of its user, or make room.'],
  ['EMFILE', 'Raise the number of files that this process may open.'],
  ['ENFILE', 'Raise the number of files that this machine may open.'],
])

/** What the code of an error of the file system comes to; one that is not known may be over at the next attempt. */
export function fileFailure(error: unknown): Pick<FailureDescription, 'code' | 'remedy' | 'retryable'> | undefined {
  const code: unknown = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^E[A-Z\d]+$/.test(code)) return undefined
  const final = finalRemedies.get(code)
  if (final !== undefined) return { code, remedy: final, retryable: false }
  return { code, remedy: passingRemedies.get(code), retryable: true }
}
