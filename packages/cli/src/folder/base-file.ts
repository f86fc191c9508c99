import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
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

/** Beside the definitions, and to be committed with them. */
export const baseFileName = '.triggerkit.json'

const format = 1

/**
 * What the last pull or push left; empty where there was none.
 *
 * @throws CliError of code `FOLDER_INVALID` where the file is damaged, or of a newer version.
 */
export async function readBase(folder: string): Promise<Base> {
  const file = join(folder, baseFileName)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw invalid(`${file} cannot be read: ${asError(error).message}`, error)
  }
  return parseBase(file, text)
}

function parseBase(file: string, text: string): Base {
  let content: { format?: unknown; triggers?: unknown } | null
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw invalid(`${file} is no JSON: ${asError(error).message}. Take it from git, or remove it and pull.`, error)
  }
  const { format: found, triggers } = content ?? {}
  if (found !== format)
    throw invalid(`${file} has format ${JSON.stringify(found)}, and ${format} is known: update @triggerkit/cli.`)
  const entries = Object.entries(typeof triggers === 'object' && triggers !== null ? triggers : {})
  const wrong = entries.filter(([, entry]) => !isEntry(entry)).map(([tag]) => JSON.stringify(tag))
  if (wrong.length > 0)
    throw invalid(`${file} has no version and digest of ${wrong.join(', ')}. Take it from git, or remove it and pull.`)
  return new Map(entries)
}

/**
 * Written whole, in place of what was there.
 *
 * @throws CliError of code `FILE_UNWRITABLE`.
 */
export async function writeBase(folder: string, base: Base): Promise<void> {
  const tags = [...base.keys()].sort()
  const triggers = Object.fromEntries(tags.map((tag) => [tag, base.get(tag)]))
  const temporary = join(folder, `.${randomUUID()}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(temporary, `${JSON.stringify({ format, triggers }, null, 2)}\n`)
    await rename(temporary, join(folder, baseFileName))
  } catch (error) {
    const message = `What was to be done is done, but ${join(folder, baseFileName)} could not be written: ${asError(error).message}. Do it again once it can be.`
    throw new CliError({ code: 'FILE_UNWRITABLE', message, exitCode: 1, cause: error })
  } finally {
    await rm(temporary, { force: true })
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
