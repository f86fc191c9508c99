import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { type OwnServer, ownFolder, startOwnServer } from './own-server.ts'

/** A RabbitMQ of the test's own, of user and password `guest`: durable queues and their persistent messages outlive `stop`. */
export interface OwnRabbitmq extends OwnServer {
  /** `amqp://guest:guest@127.0.0.1:…` */
  url: string
}

export interface OwnRabbitmqOptions {
  /** Further lines of its `rabbitmq.conf`: `max_message_size = 1000000`. */
  settings?: readonly string[]
}

/** Debian's `rabbitmq-server` in the path changes the user and the environment; the real one is beside it. */
const packaged = '/usr/lib/rabbitmq/bin/rabbitmq-server'

/** Nothing where there is no `rabbitmq-server` on this machine: a line in the summary of `npm test`, with `REQUIRE_SERVICES=1` an error. */
export async function startRabbitmq({ settings = [] }: OwnRabbitmqOptions = {}): Promise<OwnRabbitmq | undefined> {
  const port = await freePort()
  const folder = await ownFolder('rabbitmq')
  await mkdir(join(folder, 'home'))
  const lines = [`listeners.tcp.1 = 127.0.0.1:${port}`, 'log.file = false', 'log.console = true', ...settings]
  await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`)
  await writeFile(join(folder, 'plugins'), '[].\n')
  await writeFile(join(folder, 'environment'), '')
  const server = await startOwnServer(port, {
    command: existsSync(packaged) ? packaged : 'rabbitmq-server',
    options: [],
    folder,
    environment: await environmentOf(folder, port),
    ready: 'Server startup complete',
    title: 'a RabbitMQ',
  })
  return server && { ...server, url: `amqp://guest:guest@${server.host}:${port}` }
}

/** A node of a name, ports, cookie and files of its own, with no plugin. */
async function environmentOf(folder: string, port: number): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    HOME: join(folder, 'home'),
    /** The script becomes the server then, and what kills the one kills the other. */
    RUNNING_UNDER_SYSTEMD: 'true',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `triggerkit-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CONF_ENV_FILE: join(folder, 'environment'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_LOGS: '-',
  }
}
