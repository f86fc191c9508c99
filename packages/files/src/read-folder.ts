import type { Stats } from 'node:fs'
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, extname, join, sep } from 'node:path'
import type { JsonDefinition } from '@triggerkit/core'
import { StoreError } from '@triggerkit/core/adapter'
import type { FileFormat } from './definition-text.ts'
import { readJson } from './read-json.ts'
import { readYaml } from './read-yaml.ts'
import { unreadable } from './unreadable.ts'

const mostBytes = 1_048_576
const mostFiles = 20_000
/** Of a folder that changes all the while. */
const mostReadings = 10

export const formats: Readonly<Record<string, FileFormat>> = { '.yaml': 'yaml', '.yml': 'yaml', '.json': 'json' }

/** A file that may have a definition. */
export interface FoundFile {
  /** Absolute. */
  readonly file: string
  readonly format: FileFormat
  readonly bytes: number
  readonly modifiedMs: number
  /** Another one after each change. */
  readonly stamp: string
  /** Why it is not read. */
  readonly problem?: Error
}

/** A file that has been read. */
export interface DefinitionFile extends FoundFile {
  /** What the definition says, or the file's name. */
  readonly tag: string
  readonly definition?: JsonDefinition
}

/**
 * Files of YAML and JSON in the folder and those below it, hidden ones left out, in the order of their paths.
 *
 * @throws StoreError of code `STORE_UNREACHABLE` where the folder is not there: an empty set of triggers is something else.
 */
export async function findFiles(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  try {
    await collect(folder, await realpath(folder), found)
  } catch (cause) {
    if (StoreError.isInstance(cause)) throw cause
    const message = `The folder of definitions ${folder} cannot be read: ${(cause as Error).message}. Make it, or mend \`folder\`.`
    throw new StoreError({ code: 'STORE_UNREACHABLE', message, cause })
  }
  return found
}

async function collect(folder: string, top: string, found: FoundFile[]): Promise<void> {
  const names = (await readdir(folder)).sort()
  for (const name of names) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const file = join(folder, name)
    const isLink = (await lstat(file).catch(ifThere))?.isSymbolicLink()
    const isOutside = isLink && !(await leadsInto(file, top))
    const known = isOutside ? undefined : await stat(file).catch(ifThere)
    const format = formats[extname(name).toLowerCase()]
    // A link to a folder shows what is elsewhere in this one a second time, or is none of it.
    if (known?.isDirectory() && !isLink) await collect(file, top, found).catch(ifThere)
    else if (format !== undefined && (isOutside || known?.isFile())) {
      const problem = isOutside
        ? unreadable('It is a link that leads out of the folder, or nowhere.', { file })
        : undefined
      const { size: bytes = 0, mtimeMs: modifiedMs = 0 } = known ?? {}
      found.push({ file, format, bytes, modifiedMs, stamp: stampOf(known), problem })
    }
    if (found.length > mostFiles) {
      const message = `The folder of definitions ${folder} has more than ${mostFiles} files: name the one that has the definitions alone.`
      throw new StoreError({ code: 'STORE_UNREACHABLE', message })
    }
  }
}

function stampOf(stats: Stats | undefined): string {
  const { ino = 0, size = 0, mtimeMs = 0, ctimeMs = 0 } = stats ?? {}
  return [ino, size, mtimeMs, ctimeMs].join(' ')
}

/** Whether the file is as it was found; of a link that leads out of the folder nothing is known. */
export async function isUnchanged({ file, stamp }: FoundFile): Promise<boolean> {
  return stamp === stampOf(undefined) || stampOf(await stat(file).catch(ifThere)) === stamp
}

/** What is gone meanwhile, or no folder any more, is not there. */
function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

async function leadsInto(file: string, top: string): Promise<boolean> {
  const target = await realpath(file).catch(() => undefined)
  return target !== undefined && (target === top || target.startsWith(top + sep))
}

/** What was read of files that have not changed since, by path; of a folder's own. */
export type KnownFiles = Map<string, DefinitionFile>

/** As of one moment: what changed meanwhile is read again. A folder that went meanwhile is no empty one. */
export async function readFiles(folder: string, known: KnownFiles): Promise<DefinitionFile[]> {
  let found = await findFiles(folder)
  for (let reading = 1; ; reading++) {
    const files = await readAll(found, known)
    const after = await findFiles(folder)
    if (reading === mostReadings || markOf(after) === markOf(found)) return files
    found = after
  }
}

/** Another one where a file has come, gone or changed. */
export function markOf(files: readonly FoundFile[]): string {
  return JSON.stringify(files.map(({ file, stamp }) => [file, stamp]))
}

async function readAll(all: readonly FoundFile[], known: KnownFiles): Promise<DefinitionFile[]> {
  const files: DefinitionFile[] = []
  for (const found of all) {
    const before = known.get(found.file)
    const read = before?.stamp === found.stamp ? before : await readOne(found)
    if (read !== undefined) files.push(read)
  }
  known.clear()
  for (const file of files) known.set(file.file, file)
  // What is handed out is the caller's.
  return files.map((file) => ({ ...file, definition: structuredClone(file.definition) }))
}

async function readOne(found: FoundFile): Promise<DefinitionFile | undefined> {
  const { file, format, bytes } = found
  const named = basename(file, extname(file))
  if (found.problem !== undefined) return { ...found, tag: named }
  if (bytes > mostBytes) {
    const problem = unreadable(`It has ${bytes} bytes, and a definition at most ${mostBytes}.`, { file })
    return { ...found, tag: named, problem }
  }
  let plain = ''
  try {
    const bytesRead = await readFile(file).catch(ifThere)
    if (bytesRead === undefined) return undefined
    plain = decode(bytesRead, file)
    const definition = format === 'json' ? readJson(plain, file) : readYaml(plain, file).definition
    const { tag = named } = definition
    if (typeof tag === 'string' && tag !== '') return { ...found, tag, definition }
    throw unreadable('Its `tag` has to be a text.', { file })
  } catch (error) {
    const problem = StoreError.isInstance(error) ? error : unreadable(`It cannot be read: ${error}.`, { file }, error)
    return { ...found, tag: tagIn(plain) ?? named, problem }
  }
}

/** Without the byte order mark. What is no UTF-8 would come back damaged when it is written. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw unreadable('It is not written in UTF-8: save it in that encoding.', { file }, cause)
  }
}

/** What a broken file would be called. */
function tagIn(text: string): string | undefined {
  const [, plain, quoted] =
    /^(?:tag:[ \t]*([^\s"'#[{&*!|>][^#\r\n]*?)|\s*"?tag"?:[ \t]*["']([^"'\r\n]+)["'])\s*,?[ \t]*$/m.exec(text) ?? []
  return plain ?? quoted
}
