import type { Command, CommandContext } from './command.ts'

/** MongoDB 8.0: what the server poses as. */
const maxWireVersion = 25

/** `hello` and the `isMaster` of before, as a primary or a standalone server answers it. */
export const hello: Command = {
  fields: [
    'helloOk',
    'client',
    'compression',
    'loadBalanced',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'maxAwaitTimeMS',
    'backpressure',
  ],
  run: ({ topology: { host, replicaSet }, name }: CommandContext) => ({
    ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    helloOk: true,
    ...(replicaSet !== undefined && {
      setName: replicaSet,
      setVersion: 1,
      secondary: false,
      hosts: [host],
      me: host,
      primary: host,
    }),
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
    ok: 1,
  }),
}

export const ping: Command = { fields: [], run: () => ({ ok: 1 }) }

export const buildInfo: Command = {
  fields: [],
  run: () => ({
    version: '8.0.0',
    versionArray: [8, 0, 0, 0],
    gitVersion: 'triggerkit test server',
    modules: [],
    ok: 1,
  }),
}
