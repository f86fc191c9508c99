import { connectSql, createDatabase, databaseServer } from '@triggerkit/conformance/service'
import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { createMultiSchemaClient, type MultiSchemaClient } from '@triggerkit/prisma-7'
import { describe, expect, test } from 'vitest'

const server = await databaseServer('postgres')

const tables = `
  CREATE SCHEMA shop;
  CREATE SCHEMA archive;
  CREATE TABLE shop.items (id SERIAL PRIMARY KEY, label TEXT NOT NULL UNIQUE);
  CREATE TABLE archive.items (id SERIAL PRIMARY KEY, label TEXT NOT NULL UNIQUE);
  CREATE TABLE archive.parts (
    id SERIAL PRIMARY KEY, label TEXT NOT NULL,
    "itemId" INTEGER REFERENCES shop.items ON DELETE SET NULL, "oldId" INTEGER REFERENCES archive.items ON DELETE CASCADE
  )`

describe.skipIf(!server.reachable)(`${server.name}: models in several schemas`, () => {
  test('rows of one table name are told apart, nested and cascaded', async () => {
    const { url, drop } = await createDatabase(server, 'schemas')
    const sql = await connectSql('postgres', url)
    await sql.query(tables)
    await sql.end()
    const engine = createTriggers()
    const fired: string[] = []
    const note = Trigger.custom(
      ({ operation, table, record, previousRecord }) =>
        void fired.push([operation, table, previousRecord?.label, record.label].filter(Boolean).join(' ')),
    )
    engine.register('*', { name: 'all', events: ['afterInsert', 'afterUpdate', 'afterDelete'], actions: [note] })
    engine.register('archive.items', {
      name: 'only-archived',
      events: ['beforeUpdate'],
      actions: [Trigger.record.set({ label: '{{record.label}}, archived' })],
    })
    const plain = createMultiSchemaClient(url)
    const prisma = plain.$extends(triggers(engine)) as unknown as MultiSchemaClient

    await prisma.item.create({
      data: { id: 1, label: 'a', parts: { create: { label: 'p', old: { create: { id: 1, label: 'b' } } } } },
    })
    await prisma.oldItem.update({ where: { id: 1 }, data: { label: 'c' } })
    await prisma.item.updateMany({ data: { label: 'd' } })
    await prisma.item.delete({ where: { id: 1 } })
    await prisma.oldItem.deleteMany()
    await engine.drain()

    expect(fired).toEqual([
      'insert Item a',
      'insert OldItem b',
      'insert Part p',
      'update OldItem b c, archived',
      'update Item a d',
      'delete Item d d',
      'update Part p p',
      'delete OldItem c, archived c, archived',
      'delete Part p p',
    ])
    await engine.close()
    await plain.$disconnect()
    await drop()
  })
})
