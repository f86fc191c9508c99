import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asError } from '../exit/as-error.ts'
import { CliError, usageError } from '../exit/cli-error.ts'

export const orms = ['typeorm', 'prisma', 'mongoose'] as const
export type Orm = (typeof orms)[number]

/** What a project depends on that has the ORM. */
const packages: Readonly<Record<Orm, readonly string[]>> = {
  typeorm: ['typeorm'],
  prisma: ['@prisma/client', 'prisma'],
  mongoose: ['mongoose'],
}

/**
 * The ORM that a folder's package.json depends on.
 *
 * @throws CliError where it depends on none, or on several.
 */
export async function detectOrm(folder: string): Promise<Orm> {
  const dependencies = await dependenciesOf(join(folder, 'package.json'))
  const found = orms.filter((orm) => packages[orm].some((name) => dependencies.has(name)))
  const [orm] = found
  if (found.length === 1) return orm!
  const what = found.length === 0 ? 'package.json here names no ORM' : `package.json names ${found.join(' and ')}`
  throw usageError(`${what}: say which one it is, with --orm ${orms.join('|')}.`)
}

async function dependenciesOf(file: string): Promise<Set<string>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    return new Set()
  }
  try {
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, object | undefined>
    return new Set(Object.keys({ ...dependencies, ...devDependencies }))
  } catch (error) {
    const message = `${file} cannot be read: ${asError(error).message}`
    throw new CliError({ code: 'CONFIG_UNREADABLE', message, exitCode: 3, cause: error })
  }
}
