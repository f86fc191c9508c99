import { defaultTriggers, type Triggers } from '@triggerkit/core'
import type { RawClient } from './client/raw-client.ts'
import { extendClient } from './install/install-triggers.ts'

/**
 * What `$extends` takes. The client that it gives back has the types of the one that it was called on: nothing of what an application calls
 * looks any different.
 */
export type TriggersExtension = (client: unknown) => {
  // biome-ignore lint/complexity/noBannedTypes: Prisma's own word for an extension that adds nothing
  $extends: { extArgs: { result: {}; model: {}; query: {}; client: {} } }
}

/**
 * Makes every write of a Prisma client fire the triggers of `engine`; default: the process-wide engine, `defaultTriggers()`.
 *
 * ```ts
 * const prisma = new PrismaClient({ adapter }).$extends(triggers(engine))
 * ```
 *
 * @throws TriggerkitError of code `CLIENT_INVALID` for what is no Prisma client, `DATABASE_UNSUPPORTED` for a database that is not supported,
 * `ALREADY_EXTENDED` where the client has triggers of another engine; when the client is extended.
 */
export function triggers(engine: Triggers = defaultTriggers()): TriggersExtension {
  return (client) => extendClient(client as RawClient, engine) as never
}
