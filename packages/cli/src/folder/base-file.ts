import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asError } from '../exit/as-error.ts'
import { CliError } from '../exit/cli-error.ts'
import { digestOf } from './digest.ts'
import type { SideEntry } from './side.ts'

/** What a definition was when folder and store last had the same: each side's changes are told by it. */
export interface BaseEntry {
  /** Its version in the store then. */
  readonly version: number
  readonly digest: string
}

/** By tag. */
export type Base = ReadonlyMap<string, BaseEntry>

/** What a transfer is about to make of the side that it writes: if it dies in between, whatever of it is there by then came from the other side. */
export interface PendingTransfer {
  readonly written: 'folder' | 'store'
  /** By tag; undefined where it is about to be deleted. */
  readonly entries: ReadonlyMap<string, BaseEntry | undefined>
}

export interface BaseFile {
  readonly base: Base
  /** Of a transfer that was begun and not finished. */
  readonly pending?: PendingTransfer
}

/** Beside the definitions, and to be committed with them. */
export const baseFileName = '.triggerkit.json'

const format = 1

/**
 * What the last pull or push left; empty where there was none.
 *
 * @throws CliError of code `FOLDER_INVALID` where the file is damaged, or of a newer version.
 */
export async function readBase(folder: string): Promise<BaseFile> {
  const file = join(folder, baseFileName)
  const text = await textOf(file)
  return text === undefined ? { base: new Map() } : parseBase(file, text)
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw invalid(`${file} cannot be read: ${asError(error).message}`, error)
  }
}

function parseBase(file: string, text: string): BaseFile {
  let content: { format?: unknown; triggers?: unknown; pending?: { written?: unknown; triggers?: unknown } } | null
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw invalid(`${file} is no JSON: ${asError(error).message}. Take it from git, or remove it and pull.`, error)
  }
  const { format: found, triggers, pending } = content ?? {}
  if (found !== format)
    throw invalid(`${file} has format ${JSON.stringify(found)}, and ${format} is known: update @triggerkit/cli.`)
  const entries = membersOf(triggers)
  const begun = membersOf(pending?.triggers).map(([tag, entry]) => [tag, entry ?? undefined] as const)
  const wrong = [...entries, ...begun.filter(([, entry]) => entry !== undefined)]
    .filter(([, entry]) => !isEntry(entry))
    .map(([tag]) => JSON.stringify(tag))
  if (wrong.length > 0)
    throw invalid(`${file} has no version and digest of ${wrong.join(', ')}. Take it from git, or remove it and pull.`)
  const base = new Map(entries as [string, BaseEntry][])
  if (begun.length === 0) return { base }
  const written = pending?.written === 'folder' ? 'folder' : 'store'
  return { base, pending: { written, entries: new Map(begun as [string, BaseEntry | undefined][]) } }
}

function membersOf(object: unknown): [string, unknown][] {
  return Object.entries(typeof object === 'object' && object !== null ? object : {})
}

/**
 * Written whole, in place of what was there; left as it is where it says the same.
 *
 * @throws CliError of code `FILE_UNWRITABLE`, which begins with what that means: `what`.
 */
export async function writeBase(folder: string, { base, pending }: BaseFile, what: string): Promise<void> {
  const text = `${JSON.stringify({ format, triggers: sorted(base), ...(pending && { pending: pendingMember(pending) }) }, null, 2)}\n`
  const file = join(folder, baseFileName)
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    if ((await textOf(file)) === text) return
    await mkdir(folder, { recursive: true })
    await sweep(folder)
    await writeFile(temporary, text, { flush: true })
    await rename(temporary, file)
  } catch (error) {
    const message = `${what} ${file} could not be written: ${asError(error).message}. Do it again once it can be.`
    throw new CliError({ code: 'FILE_UNWRITABLE', message, exitCode: 1, cause: error })
  } finally {
    await rm(temporary, { force: true })
  }
}

function pendingMember({ written, entries }: PendingTransfer): object {
  return { written, triggers: sorted(entries) }
}

/** By tag, so that git shows what changed. */
function sorted(entries: ReadonlyMap<string, BaseEntry | undefined>): object {
  return Object.fromEntries([...entries.keys()].sort().map((tag) => [tag, entries.get(tag) ?? null]))
}

/** Milliseconds after which a file that was not whole yet is of a process that died. */
const abandonedMs = 60_000

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${baseFileName}.`)) continue
    const file = join(folder, name)
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    if (mtimeMs < Date.now() - abandonedMs) await rm(file, { force: true })
  }
}

/** What both sides have from now on. */
export function toBaseEntry({ version, definition }: SideEntry): BaseEntry {
  return { version, digest: digestOf(definition) }
}

function isEntry(entry: unknown): entry is BaseEntry {
  const { version, digest } = (entry ?? {}) as Record<string, unknown>
  return Number.isInteger(version) && typeof digest === 'string'
}

function invalid(message: string, cause?: unknown): CliError {
  return new CliError({ code: 'FOLDER_INVALID', message, exitCode: 1, cause })
}
