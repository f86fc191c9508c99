import { type EmbeddedPostgres, startEmbeddedPostgres } from '@triggerkit/conformance/service'
import { sqlOutbox } from '@triggerkit/sql'
import { afterAll } from 'vitest'
import { openPostgres } from './fixture/open-postgres.ts'
import { runOutageSuite } from './fixture/run-outage-suite.ts'

let server: EmbeddedPostgres | undefined
afterAll(() => server?.stop())

runOutageSuite({
  engine: 'PostgreSQL crashes and comes back',
  place: async () => {
    server = await startEmbeddedPostgres({ survivesCrash: true })
    return { url: server.url }
  },
  openSide: openPostgres,
  outbox: () => sqlOutbox(),
  victim: {
    entry: new URL('fixture/postgres-victim.ts', import.meta.url),
    home: new URL('../', import.meta.url),
  },
  outages: { begin: () => server!.crash(), end: () => server!.restart(), lastMs: [0, 8_000, 500] },
})
