import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

/** Set by vitest's global setup: where a test's process asks for the one embedded server of the whole run. */
export const SERVICE_DESK_VARIABLE = 'TRIGGERKIT_SERVICE_DESK'

let own: Promise<EmbeddedPostgres> | undefined

/** The embedded PostgreSQL: that of the test run, or outside of one this process's own, which `closeServices` stops. */
export async function embeddedPostgresUrl(): Promise<string> {
  const desk = process.env[SERVICE_DESK_VARIABLE]
  if (!desk) {
    own ??= startEmbeddedPostgres()
    return (await own).url
  }
  const answer = await fetch(new URL('/embedded-postgres', desk))
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}

/** Stops what this process itself has started. */
export async function closeServices(): Promise<void> {
  const started = own
  own = undefined
  await (await started)?.stop()
}
