/** Ports from 1,024 on where no web server listens but a database, a broker, a cache, a control plane, or what browsers refuse too. */
const servicePorts: ReadonlySet<number> = new Set([
  1_433, 1_521, 1_719, 1_720, 1_723, 1_883, 2_049, 2_181, 2_375, 2_376, 2_379, 2_380, 3_306, 3_389, 3_659, 4_045, 4_190,
  4_222, 4_369, 5_060, 5_061, 5_432, 5_672, 5_900, 6_000, 6_379, 6_380, 6_566, 6_665, 6_666, 6_667, 6_668, 6_669, 6_679,
  6_697, 8_883, 9_042, 9_092, 9_200, 9_300, 10_080, 10_250, 11_211, 27_017, 27_018, 27_019, 33_060,
])

/** Whether a port is open to those whom the policy holds, where no rule names it. */
export type OpenPorts = (port: number) => boolean

/** Ports of the option `ports`, which is checked already. */
export function openPorts(ports: readonly (number | string)[] | undefined): OpenPorts {
  if (ports === undefined) return (port) => port === 80 || port === 443 || (port >= 1_024 && !servicePorts.has(port))
  const ranges = ports.map(portRange)
  return (port) => ranges.some(([from, to]) => port >= from && port <= to)
}

/** First and last port; a range that is none has no port in it. */
export function portRange(written: number | string): readonly [from: number, to: number] {
  if (typeof written === 'number') return isPort(written) ? [written, written] : [1, 0]
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(written) ?? []
  return isPort(Number(from)) && isPort(Number(to)) ? [Number(from), Number(to)] : [1, 0]
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535
}
