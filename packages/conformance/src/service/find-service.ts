import { appendFile } from 'node:fs/promises'
import { probeService } from './probe-service.ts'
import { SERVICE_CATALOG, type ServiceName, serviceUrl } from './service-catalog.ts'

export interface Service {
  name: ServiceName
  title: string
  url: string
  /** False only without REQUIRE_SERVICES: `describe.skipIf(!service.reachable)` then counts the suite as skipped. */
  reachable: boolean
}

const found = new Map<ServiceName, Promise<Service>>()

/**
 * Looks whether a server answers, once in a process. One that does not is a line in the summary of `npm test`, and with
 * `REQUIRE_SERVICES=1` an error.
 */
export function findService(name: ServiceName): Promise<Service> {
  const known = found.get(name) ?? look(name)
  found.set(name, known)
  return known
}

/** Whether the server answers; as `findService`, an error with `REQUIRE_SERVICES=1`. */
export async function reachable(name: ServiceName): Promise<boolean> {
  return (await findService(name)).reachable
}

async function look(name: ServiceName): Promise<Service> {
  const { title, variable } = SERVICE_CATALOG[name]
  const url = serviceUrl(name)
  const failure = await probeService(name, url)
  if (failure === undefined) return { name, title, url, reachable: true }
  const consequence = name === 'postgres' ? 'only an embedded one was tested' : 'its tests were skipped'
  const remedy = `start it with "npm run services" or set ${variable}`
  await tell(`${title} does not answer at ${new URL(url).host} (${failure}), ${consequence}: ${remedy}`)
  return { name, title, url, reachable: false }
}

/** `npm test` collects the lines in a file and prints each once, at its end. */
export async function tell(line: string): Promise<void> {
  if (process.env.REQUIRE_SERVICES === '1') throw new Error(line)
  const file = process.env.TRIGGERKIT_UNREACHABLE_FILE
  if (file) await appendFile(file, `${line}\n`)
  else console.warn(line)
}
