import { type EmbeddedPostgres, startEmbeddedPostgres } from '@triggerkit/conformance/service'
import { createTriggers, type Triggers } from '@triggerkit/core'
import { type SqlStoreOptions, sqlStore } from '@triggerkit/sql'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { auditDefinition } from './fixture/audit-definition.ts'
import { typeormStoreSide } from './fixture/typeorm-store-side.ts'

/** Milliseconds that something may take to be noticed, on a machine that has much else to do. */
const noticedMs = 15_000

const activeIn = (triggers: Triggers): unknown[] =>
  triggers.getTriggersForEvent('orders', 'afterInsert').map(({ tag, version }) => `${tag} ${version}`)

describe('a store that is down', () => {
  let server: EmbeddedPostgres
  const close: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    server = await startEmbeddedPostgres({ survivesCrash: true })
  })
  afterEach(async () => {
    for (const each of close.splice(0).reverse()) await each()
  })
  afterAll(() => server?.stop())

  async function open(options: SqlStoreOptions): Promise<{ triggers: Triggers; onError: ReturnType<typeof vi.fn> }> {
    const side = typeormStoreSide(sqlStore(options), { type: 'postgres', url: server.url })
    const onError = vi.fn()
    const triggers = createTriggers({ product: 'shop', database: 'orders-db', store: side.store, onError })
    await side.connect!(triggers)
    close.push(() => side.close!())
    close.push(() => triggers.close())
    await triggers.migrate()
    return { triggers, onError }
  }

  async function listeningClient(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    close.push(() => client.end().catch(() => undefined))
    return client
  }

  it.each([
    { how: 'by polling', options: async () => ({ pollMs: 50 }) },
    { how: 'by LISTEN', options: async () => ({ pollMs: 50, listen: { client: await listeningClient() } }) },
  ])(
    'leaves the last good set active, says so once, and is read again when it is back, watched $how',
    async ({ options }) => {
      const { triggers, onError } = await open(await options())
      await triggers.delete('audit')
      const { version } = await triggers.create(auditDefinition)
      await triggers.load({ watch: true })
      expect(activeIn(triggers)).toEqual([`audit ${version}`])

      await server.crash()
      await vi.waitFor(() => expect(onError).toHaveBeenCalled(), noticedMs)
      expect(activeIn(triggers)).toEqual([`audit ${version}`])
      expect(triggers.check()).toContainEqual(expect.objectContaining({ code: 'STORE_STALE', severity: 'warning' }))
      await expect(triggers.update({ tag: 'audit', description: 'lost' })).rejects.toThrow()
      await expect(triggers.load()).rejects.toThrow()
      expect(activeIn(triggers)).toEqual([`audit ${version}`])

      await server.restart()
      await vi.waitFor(
        () => expect(triggers.check().filter(({ code }) => code === 'STORE_STALE')).toEqual([]),
        noticedMs,
      )
      await triggers.update({ tag: 'audit', description: 'while it is back' })
      await vi.waitFor(() => expect(activeIn(triggers)).toEqual([`audit ${version + 1}`]), noticedMs)
      expect(onError.mock.calls.map(([error]) => (error as { code?: string }).code)).toEqual(['STORE_UNREACHABLE'])
      expect((await triggers.history('audit')).map((each) => each.version)[0]).toBe(version + 1)
    },
    60_000,
  )
})
