import { createHash } from 'node:crypto'
import { chmod, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { freePort, type OwnServer, ownFolder, startOwnServer } from '@triggerkit/conformance/service'
import { certificate } from '../fixture/certificate.ts'

/** A Mosquitto of the test's own: one user, who may publish below `open/`, and packets of at most `maxPacketSize` bytes. */
export interface OwnMosquitto extends OwnServer {
  url: string
  /** The same broker by TLS, with the fixture's certificate. */
  secureUrl: string
}

export const mosquittoUser: { username: string; password: string } = { username: 'ann', password: 'mosquitto-s3cret' }
const maxPacketSize = 20_000

/** Nothing where there is no `mosquitto` on this machine: a line in the summary of `npm test`, with `REQUIRE_SERVICES=1` an error. */
export async function startMosquitto(): Promise<OwnMosquitto | undefined> {
  const [port, securePort] = [await freePort(), await freePort()]
  const folder = await ownFolder('mosquitto')
  await writeFiles(folder, port, securePort)
  const server = await startOwnServer(port, {
    command: 'mosquitto',
    options: ['-c', join(folder, 'mosquitto.conf')],
    folder,
    // Debian keeps it where users other than root do not look.
    environment: { ...process.env, PATH: [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(delimiter) },
    ready: 'running',
    title: 'a Mosquitto',
  })
  return server && { ...server, url: `mqtt://127.0.0.1:${port}`, secureUrl: `mqtts://127.0.0.1:${securePort}` }
}

/** Started by root it gives root up, and has to read them all the same. */
async function writeFiles(folder: string, port: number, securePort: number): Promise<void> {
  await chmod(folder, 0o755)
  const place = (name: string): string => join(folder, name)
  const listener = (on: number): string[] => [
    `listener ${on} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${place('passwords')}`,
    `acl_file ${place('access')}`,
  ]
  const files: Record<string, string[]> = {
    'mosquitto.conf': [
      'per_listener_settings true',
      'persistence false',
      `max_packet_size ${maxPacketSize}`,
      'log_dest stderr',
      ...listener(port),
      ...listener(securePort),
      `certfile ${place('certificate.pem')}`,
      `keyfile ${place('key.pem')}`,
    ],
    passwords: [`${mosquittoUser.username}:${passwordHash(mosquittoUser.password)}`],
    access: [`user ${mosquittoUser.username}`, 'topic readwrite open/#'],
    'certificate.pem': [certificate.cert],
    'key.pem': [certificate.key],
  }
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(place(name), `${lines.join('\n')}\n`)
    await chmod(place(name), 0o644)
  }
}

/** As `mosquitto_passwd -H sha512` writes it. */
function passwordHash(password: string): string {
  const salt = Buffer.from('twelve-bytes')
  const hash = createHash('sha512').update(password).update(salt).digest('base64')
  return `$6$${salt.toString('base64')}$${hash}`
}
