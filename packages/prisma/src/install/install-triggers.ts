import type { Triggers } from '@triggerkit/core'
import { TriggerkitError } from '@triggerkit/core/adapter'
import { type RawClient, rawClientOf } from '../client/raw-client.ts'
import { PrismaPort } from '../port/prisma-port.ts'
import { PrismaSchema } from '../schema/prisma-schema.ts'
import { dialectOf } from '../sql/dialect.ts'
import { SingleConnection } from '../transaction/single-connection.ts'
import { WatchedTransactions } from '../transaction/watch-transactions.ts'
import { extensionOf } from './extension.ts'
import type { Installation } from './installation.ts'
import { internalClientOf } from './internal-client.ts'

const installations = new WeakMap<RawClient, Installation>()
/** Clients that have the extension, with what they are bound to. */
const extended = new WeakMap<object, Installation>()

/** The client with the extension. One that has it already stays as it is, so that nothing fires twice. */
export function extendClient(client: RawClient, engine: Triggers): RawClient {
  const present = installationOf(client)
  if (present !== undefined) {
    if (present.engine === engine) return client
    throw new TriggerkitError({
      code: 'ALREADY_EXTENDED',
      message:
        'This client has triggers() of another engine already. Register all triggers on one engine, or extend the client that it was made of.',
    })
  }
  const raw = rawClientOf(client)
  const installation = installationFor(raw, engine)
  if (installation.by === 'middleware') return client
  const result = client.$extends(extensionOf(() => installation, client))
  extended.set(result, installation)
  return result
}

/** What the client, or one that it was extended from, is bound to. */
function installationOf(client: RawClient): Installation | undefined {
  for (
    let each: RawClient | undefined = client;
    each !== undefined && each !== each._appliedParent;
    each = each._appliedParent
  ) {
    const found = extended.get(each)
    if (found !== undefined) return found
    if (each === each._originalClient) return undefined
  }
  return undefined
}

/** Whether a client, as it was constructed, has triggers. */
export function isInstalled(raw: RawClient): boolean {
  return installations.has(raw)
}

/** One for a client and an engine, however often the client is extended. */
export function installationFor(
  raw: RawClient,
  engine: Triggers,
  by: 'extension' | 'middleware' = 'extension',
): Installation {
  const known = installations.get(raw)
  if (known?.engine === engine) return known
  const schema = new PrismaSchema(raw)
  const dialect = dialectOf(raw._engineConfig.activeProvider, raw._clientVersion)
  const port = new PrismaPort(dialect, schema.schema, () => installation)
  const binding = engine.bind(port)
  const plain = internalClientOf(raw)
  const transactions = new WatchedTransactions(raw._engine, plain, () => binding.transactions)
  // With a middleware every client fires; an extension beside it would fire twice.
  const firing = raw.$extends(by === 'middleware' ? {} : extensionOf(() => installation, raw))
  const connection = dialect.capabilities.singleConnection ? new SingleConnection() : undefined
  const parts = { raw, by, plain, connection, engine, schema, dialect, transactions, port, binding, firing }
  const installation: Installation = parts
  installations.set(raw, installation)
  return installation
}
