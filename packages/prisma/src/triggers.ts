import { defaultTriggers, type Triggers } from '@triggerkit/core'
import type { RawClient } from './client/raw-client.ts'
import { extendClient } from './install/install-triggers.ts'
import { installMiddleware, type MiddlewareParams, type Next, runMiddleware } from './install/middleware.ts'

export interface TriggersOptions {
  /** For `$use` of Prisma 6.13 and before: the client that it is called on. */
  client?: object
}

/**
 * What `$extends` takes, and `$use` of the versions that have it. The client that `$extends` gives back has the types of one without extensions:
 * nothing of what an application calls looks any different.
 */
export interface TriggersExtension {
  (
    client: unknown,
  ): {
    // biome-ignore lint/complexity/noBannedTypes: Prisma's own word for an extension that adds nothing
    $extends: { extArgs: { result: {}; model: {}; query: {}; client: {} } }
  }
  (params: unknown, next: (params: never) => Promise<unknown>): Promise<unknown>
}

/**
 * Makes every write of a Prisma client fire the triggers of `engine`; default: the process-wide engine, `defaultTriggers()`.
 *
 * ```ts
 * const prisma = new PrismaClient({ adapter }).$extends(triggers(engine)) // Prisma 6.13 to 7
 * prisma.$use(triggers(engine, { client: prisma })) // up to 6.13
 * ```
 *
 * @throws TriggerkitError of code `CLIENT_INVALID` for what is no Prisma client, or has no `$use` and was given as `client`;
 * `DATABASE_UNSUPPORTED` for a database that is not supported; `ALREADY_EXTENDED` where the client has triggers of another engine, or a
 * middleware already. When the client is extended, or here where it is given.
 */
export function triggers(engine: Triggers = defaultTriggers(), { client }: TriggersOptions = {}): TriggersExtension {
  const installation = client === undefined ? undefined : installMiddleware(client, engine)
  const either = (first: unknown, next?: Next): unknown =>
    next === undefined
      ? extendClient(first as RawClient, engine)
      : runMiddleware(installation, first as MiddlewareParams, next)
  return either as TriggersExtension
}
