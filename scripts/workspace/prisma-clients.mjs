import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inRoot } from './root.mjs'
import { runNode } from './run-program.mjs'

const models = inRoot('packages/prisma/test/fixture/schema/models.prisma')
const providers = ['sqlite', 'postgresql', 'mysql']

/** Generates the Prisma clients that tests and examples need, unless exactly these are there. */
export async function generatePrismaClients() {
  for (const name of readdirSync(inRoot('test')).filter((each) => each.startsWith('prisma-'))) {
    await generateFixtureClients(inRoot(`test/${name}`))
  }
}

/** @param {string} folder of a fixture package: its `generator.template`, before the models, is the head of each database's schema */
async function generateFixtureClients(folder) {
  const head = await readFile(join(folder, 'generator.template'), 'utf8')
  const body = await readFile(models, 'utf8')
  for (const provider of providers) {
    const text = `${head.replaceAll('{provider}', provider)}\n${modelsFor(provider, body)}`
    await generateClient(folder, provider, text)
  }
}

/**
 * @param {string} provider
 * @param {string} text
 */
function modelsFor(provider, text) {
  const nativeTypes = provider !== 'sqlite'
  return text
    .replaceAll(/^ *\{(\w+)\} (.*)$/gm, (_line, only, rest) => (only === provider ? `  ${rest}` : ''))
    .replaceAll(/@decimal(\(.*?\))/g, (_type, precision) => (nativeTypes ? `@db.Decimal${precision}` : ''))
}

/**
 * @param {string} folder
 * @param {string} provider
 * @param {string} text
 */
async function generateClient(folder, provider, text) {
  const output = join(folder, 'generated', provider)
  const { version } = JSON.parse(await readFile(join(folder, 'node_modules/prisma/package.json'), 'utf8'))
  const state = createHash('sha256').update(`${version} ${process.version}`).update(text).digest('hex')
  const stamp = join(folder, 'generated', `${provider}.stamp`)
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === state) return
  console.log(`Generating the Prisma ${version} client for ${provider} …`)
  await rm(output, { recursive: true, force: true })
  const schemas = join(folder, 'generated/schema')
  await mkdir(schemas, { recursive: true })
  await writeFile(join(schemas, `${provider}.prisma`), text)
  const cli = join(folder, 'node_modules/prisma/build/index.js')
  // Prisma's schema engine is a download that generating has no need of: any file in its place will do.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  }
  const result = await runNode([cli, 'generate', `--schema=generated/schema/${provider}.prisma`], { cwd: folder, env })
  if (result.code !== 0) throw new Error(`Prisma could not generate a client:\n${result.output}`)
  await writeFile(stamp, state)
}
