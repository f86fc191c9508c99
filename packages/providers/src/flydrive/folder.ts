import { lstat, mkdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** Why a path is not gone along: it would end outside. */
export class OutsideFolder extends Error {
  readonly code: string = 'STORAGE_OUTSIDE'

  constructor() {
    super('a symbolic link on its way leads out of the folder')
  }
}

/** The folder itself is not there, or is none. */
export class FolderMissing extends Error {
  readonly code: string = 'STORAGE_FOLDER'
}

/** There is no such file to copy. */
export class FileMissing extends Error {
  readonly code: string = 'STORAGE_FILE_MISSING'
}

/** A place in a folder, with every symbolic link on its way resolved; its last part may be anything, or nothing yet. */
export interface Place {
  root: string
  directory: string
  file: string
}

/** The folder with its own symbolic links resolved. */
export async function rootOf(path: string): Promise<string> {
  const root = await realpath(path).catch((cause: unknown) => {
    throw new FolderMissing(`the folder ${JSON.stringify(path)} is not there`, { cause })
  })
  if ((await stat(root)).isDirectory()) return root
  throw new FolderMissing(`${JSON.stringify(path)} is no folder`)
}

/**
 * Where a key lies. With `create` folders on the way are made, with `mode` where that is given.
 *
 * @throws OutsideFolder where a symbolic link on the way leads out. What the file system says where a folder on the way is not there.
 */
export async function placeOf(path: string, key: string, create?: { mode?: number }): Promise<Place> {
  const root = await rootOf(path)
  const parts = key.split('/')
  const name = parts.pop()!
  let directory = root
  for (const part of parts) directory = await step(root, join(directory, part), create)
  return { root, directory, file: join(directory, name) }
}

/**
 * The file that a key names, with all symbolic links resolved.
 *
 * @throws FileMissing where there is none. OutsideFolder where it is outside.
 */
export async function fileOf(path: string, key: string): Promise<Place> {
  try {
    const place = await placeOf(path, key)
    const file = insideOf(place.root, await realpath(place.file))
    if ((await stat(file)).isFile()) return { ...place, file }
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  throw new FileMissing(`there is no file "${key}"`)
}

/** The path of a file from the root. */
export function keyIn(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}

async function step(root: string, next: string, create: { mode?: number } | undefined): Promise<string> {
  try {
    return insideOf(root, await realpath(next))
  } catch (error) {
    if (create === undefined || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // A link to nothing is there, and making a folder through it would make it outside.
  const isLink = await lstat(next).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
  if (isLink) throw new OutsideFolder()
  await mkdir(next, create).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return insideOf(root, await realpath(next))
}

function insideOf(root: string, resolved: string): string {
  if (resolved === root || resolved.startsWith(root.endsWith(sep) ? root : root + sep)) return resolved
  throw new OutsideFolder()
}
