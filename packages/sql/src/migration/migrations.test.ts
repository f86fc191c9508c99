import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isOwnTable } from '@triggerkit/core/adapter'
import { describe, expect, test } from 'vitest'
import { migrations } from './migrations.ts'
import { prismaExternalTables, prismaMigrations, writePrismaMigrations } from './prisma-migrations.ts'
import { typeormMigrations } from './typeorm-migrations.ts'

describe.each(['postgres', 'mysql', 'sqlite'] as const)('migrations of %s', (database) => {
  test('are numbered from 1, and each keeps its own number', () => {
    const all = migrations(database)
    expect(all.map(({ version }) => version)).toEqual(all.map((_, index) => index + 1))
    for (const { version, up } of all) expect(up.at(-1)).toContain(`VALUES (${version}, `)
  })

  test('R21 make tables that never fire', () => {
    const made = migrations(database).flatMap(({ up }) =>
      up.flatMap((statement) => /^CREATE TABLE IF NOT EXISTS (\S+)/.exec(statement)?.[1] ?? []),
    )
    expect(made).toHaveLength(6)
    const external = prismaExternalTables('mysql')
    expect([...made].sort()).toEqual([...external].sort())
    for (const name of made) expect(isOwnTable([name])).toBe(true)
  })

  test('can be run again, and taken back', () => {
    for (const { up, down } of migrations(database)) {
      for (const statement of up) expect(statement).toMatch(/IF NOT EXISTS|ON CONFLICT DO NOTHING|IGNORE/)
      for (const statement of down)
        expect(statement).toMatch(/^(DROP TABLE IF EXISTS|DROP INDEX (\/\*M! )?IF EXISTS|DELETE FROM) /)
    }
  })

  test('name the schema, quoted', () => {
    const mark = database === 'mysql' ? '`' : '"'
    const sql = migrations(database, { schema: `my ${mark}own${mark}` }).flatMap(({ up }) => up)
    for (const statement of sql)
      expect(statement).toContain(`${mark}my ${mark}${mark}own${mark}${mark}${mark}.triggerkit_`)
  })
})

test('migrations for TypeORM have a name that ends in a time, and run every statement', async () => {
  const sent: string[] = []
  const runner = { query: async (sql: string) => sent.push(sql) }
  for (const Migration of typeormMigrations('sqlite')) {
    const migration = new Migration()
    expect(migration.name).toMatch(/^Triggerkit(Outbox|Store|Executions|ExecutionsIndexes)\d{13}$/)
    await migration.up(runner)
    await migration.down(runner)
  }
  expect(sent).toEqual(migrations('sqlite').flatMap(({ up, down }) => [...up, ...down]))
})

test('migrations for Prisma are folders, written once', async () => {
  const path = await mkdtemp(join(tmpdir(), 'triggerkit-'))
  try {
    const folders = prismaMigrations('postgres').map(({ folder }) => folder)
    expect(folders[0]).toBe('20260101000000_triggerkit_1')
    expect(await writePrismaMigrations(path, 'postgres')).toEqual(folders)
    expect(await writePrismaMigrations(path, 'postgres')).toEqual([])
    expect(await readdir(path)).toEqual(folders)
    expect(await readFile(join(path, folders[0]!, 'migration.sql'), 'utf8')).toBe(prismaMigrations('postgres')[0]!.sql)
  } finally {
    await rm(path, { recursive: true })
  }
})

test("Prisma's external tables are named with their schema where there are any", () => {
  expect(prismaExternalTables('postgres')).toContain('public.triggerkit_jobs')
  expect(prismaExternalTables('postgres', { schema: 'queue' })).toContain('queue.triggerkit_jobs')
  expect(prismaExternalTables('mysql')).toContain('triggerkit_jobs')
})
