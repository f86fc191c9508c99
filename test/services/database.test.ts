import { connectSql, createDatabase, databaseServers } from '@triggerkit/conformance/service'
import { describe, expect, it } from 'vitest'

const servers = [...(await databaseServers('postgres')), ...(await databaseServers('mariadb'))]

describe.concurrent.each(servers)('a database on $name $version', (server) => {
  it.skipIf(!server.reachable)('is empty, its own, and gone after drop()', async () => {
    const [first, second] = await Promise.all([
      createDatabase(server, 'Own thing'),
      createDatabase(server, 'Own thing'),
    ])
    expect(first.name).toMatch(/^triggerkit_own_thing_/)
    const clients = await Promise.all([connectSql(server.kind, first.url), connectSql(server.kind, second.url)])
    for (const client of clients) await client.query('CREATE TABLE t (id int)')
    await Promise.all(clients.map((client) => client.end()))
    await Promise.all([first.drop(), second.drop()])
    await expect(connectSql(server.kind, first.url)).rejects.toThrow()
  })

  it.skipIf(!server.reachable)('names the connections that a test forgot', async () => {
    const database = await createDatabase(server, 'leak')
    const client = await connectSql(server.kind, database.url)
    await expect(database.drop()).rejects.toThrow(/left 1 connection/)
    await client.end().catch(() => undefined)
  })
})
