import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { projectFolders } from './projects.mjs'
import { inRoot } from './root.mjs'
import { runNode } from './run-program.mjs'

const fixtureModels = inRoot('packages/prisma/test/fixture/schema/models.prisma')
const providers = ['sqlite', 'postgresql', 'mysql']

/** Generates the Prisma clients that tests, benchmarks and examples need, unless exactly these are there. */
export async function generatePrismaClients() {
  for (const folder of projectFolders().map((each) => inRoot(each))) {
    if (existsSync(join(folder, 'generator.template'))) await generateByTemplate(folder)
    for (const schema of schemasOf(folder)) await generateClient(folder, schema, await readFile(schema, 'utf8'))
  }
}

/**
 * @param {string} folder
 * @returns {string[]} the schemas that stand in the project as they are
 */
function schemasOf(folder) {
  return ['schema', 'prisma']
    .map((name) => join(folder, name))
    .filter((each) => existsSync(each))
    .flatMap((each) => readdirSync(each).map((name) => join(each, name)))
    .filter((path) => path.endsWith('.prisma'))
}

/**
 * A client for each database. The project's `generator.template` is the head of each schema; the models are its `models.prisma`, or those of the
 * fixture where it has none.
 *
 * @param {string} folder
 */
async function generateByTemplate(folder) {
  const head = await readFile(join(folder, 'generator.template'), 'utf8')
  const own = join(folder, 'models.prisma')
  const body = await readFile(existsSync(own) ? own : fixtureModels, 'utf8')
  const schemas = join(folder, 'generated/schema')
  await mkdir(schemas, { recursive: true })
  for (const provider of providers) {
    const schema = join(schemas, `${provider}.prisma`)
    const text = `${head.replaceAll('{provider}', provider)}\n${modelsFor(provider, body)}`
    await writeFile(schema, text)
    await generateClient(folder, schema, text)
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
 * @param {string} folder of the project that has the client
 * @param {string} schema the file
 * @param {string} text what the file has; its `output` is relative to it
 */
async function generateClient(folder, schema, text) {
  const path = /output\s*=\s*"(.+)"/.exec(text)?.[1]
  if (path === undefined) throw new Error(`The generator of ${schema} needs an "output"`)
  const output = join(dirname(schema), path)
  const { version } = JSON.parse(await readFile(join(folder, 'node_modules/prisma/package.json'), 'utf8'))
  const state = createHash('sha256').update(`${version} ${process.version}`).update(text).digest('hex')
  const stamp = `${output}.stamp`
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === state) return
  console.log(`Generating the Prisma ${version} client of ${relative(inRoot('.'), schema)} …`)
  await rm(output, { recursive: true, force: true })
  const cli = join(folder, 'node_modules/prisma/build/index.js')
  // Prisma's schema engine is a download that generating has no need of: any file in its place will do.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  }
  const result = await runNode([cli, 'generate', `--schema=${relative(folder, schema)}`], { cwd: folder, env })
  if (result.code !== 0) throw new Error(`Prisma could not generate a client:\n${result.output}`)
  await writeFile(stamp, state)
}
