import { SERVICE_DESK_VARIABLE } from './embedded-postgres-url.ts'
import { openServiceDesk, type ServiceDesk } from './service-desk.ts'

let desk: ServiceDesk | undefined

/** Vitest's `globalSetup`: one embedded PostgreSQL for the whole run, started by the first test that asks for it. */
export async function setup(): Promise<void> {
  desk = await openServiceDesk()
  process.env[SERVICE_DESK_VARIABLE] = desk.url
}

export async function teardown(): Promise<void> {
  await desk?.close()
}
