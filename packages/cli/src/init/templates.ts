import type { Orm } from './detect-orm.ts'

/** What the config of an ORM imports beside the command itself. */
export function packagesOf(orm: Orm): readonly string[] {
  return ['@triggerkit/core', ...parts[orm].packages, '@triggerkit/cli']
}

/** The text of triggerkit.config.ts. */
export function configTemplate(orm: Orm, folder: string): string {
  const { imports, options, connect } = parts[orm]
  const lines = imports.map(([names, from, comment]) => {
    return `import ${names} from '${from}'${comment === undefined ? '' : ` // ${comment}`}`
  })
  return `${lines.join('\n')}

export default defineConfig({
  /** Called by commands that need it: your engine, with its ORM connected. Start no worker and no server here. */
  engine: async () => {
    // Best import the engine that your application has, so that functions, providers and secrets are the same.
    const engine = createTriggers({ database: 'app', ${options} })
${connect}
  },
  /** Definitions as files, for pull, push and diff. */
  folder: ${quoted(folder)},
})
`
}

/** A trigger for any table of any database, to be changed or thrown away. */
export const firstTrigger = `# A trigger as a file: "npx triggerkit push" stores it.
tag: hello
name: Hello
tables: ["*"]
events: [afterInsert]
actions:
  - type: log.info
    config:
      message: A row was inserted into {{table}}
`

interface Part {
  readonly packages: readonly string[]
  /** What is imported, where it comes from, and a comment. */
  readonly imports: readonly (readonly [names: string, from: string, comment?: string])[]
  /** Of createTriggers. */
  readonly options: string
  readonly connect: string
}

const parts: Readonly<Record<Orm, Part>> = {
  typeorm: {
    packages: ['@triggerkit/typeorm', '@triggerkit/sql', 'typeorm', 'better-sqlite3'],
    imports: [
      ['{ defineConfig }', '@triggerkit/cli'],
      ['{ createTriggers }', '@triggerkit/core'],
      ['{ sqlOutbox, sqlStore }', '@triggerkit/sql'],
      ['{ triggers }', '@triggerkit/typeorm'],
      ['{ DataSource }', 'typeorm'],
    ],
    options: 'store: sqlStore(), outbox: sqlOutbox()',
    connect: `    // Your own DataSource, with \`subscribers: [triggers(engine)]\`.
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      database: 'app.sqlite',
      entities: [],
      subscribers: [triggers(engine)],
    })
    await dataSource.initialize()
    await engine.migrate() // the tables of store and outbox; in production they are among your migrations
    return { triggers: engine, close: () => dataSource.destroy() }`,
  },
  prisma: {
    packages: ['@triggerkit/prisma', '@triggerkit/sql', '@prisma/client', '@prisma/adapter-better-sqlite3'],
    imports: [
      ['{ PrismaBetterSqlite3 }', '@prisma/adapter-better-sqlite3'],
      ['{ defineConfig }', '@triggerkit/cli'],
      ['{ createTriggers }', '@triggerkit/core'],
      ['{ triggers }', '@triggerkit/prisma'],
      ['{ sqlOutbox, sqlStore }', '@triggerkit/sql'],
      ['{ PrismaClient }', './generated/prisma/client.js', 'where "prisma generate" puts your client'],
    ],
    options: 'store: sqlStore(), outbox: sqlOutbox()',
    connect: `    // Your own client, extended by \`triggers(engine)\`.
    const adapter = new PrismaBetterSqlite3({ url: process.env.DATABASE_URL ?? 'file:./dev.db' })
    const prisma = new PrismaClient({ adapter }).$extends(triggers(engine))
    await prisma.$connect()
    await engine.migrate() // the tables of store and outbox; in production they are among your migrations
    return { triggers: engine, close: () => prisma.$disconnect() }`,
  },
  mongoose: {
    packages: ['@triggerkit/mongoose', 'mongoose'],
    imports: [
      ['{ defineConfig }', '@triggerkit/cli'],
      ['{ createTriggers }', '@triggerkit/core'],
      ['{ mongoOutbox, mongoStore, triggers }', '@triggerkit/mongoose'],
      ['mongoose', 'mongoose'],
    ],
    options: 'store: mongoStore(), outbox: mongoOutbox()',
    connect: `    mongoose.plugin(triggers(engine))
    // Your own models are imported here, after the plugin: await import('./src/models')
    mongoose.model('Note', new mongoose.Schema({ text: String }))
    await mongoose.connect(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017/app')
    await engine.migrate() // collections and indexes of store and outbox
    return { triggers: engine, close: () => mongoose.disconnect() }`,
  },
}

/** A text as one writes it in TypeScript. */
function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
