const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i

/**
 * Milliseconds since 1970 of a Date, a number of milliseconds, or an ISO 8601 or SQL text (`2024-05-01`, `2024-05-01
 * 10:00:00+02`). A text without a zone is in UTC. Undefined for anything else; NaN for an invalid Date.
 */
export function toInstant(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' ? parseInstant(value) : undefined
}

/**
 * Whether one of the two is a Date that stands for the day `YYYY-MM-DD` that the other is: midnight of it in UTC, or where the process runs
 * (ORMs give either).
 */
export function isOnDay(a: unknown, b: unknown): boolean {
  if (a instanceof Date && typeof b === 'string') return isDayText(b) && isDay(a, b)
  return b instanceof Date && typeof a === 'string' && isDayText(a) && isDay(b, a)
}

function isDay(date: Date, day: string): boolean {
  if (Number.isNaN(date.getTime())) return false
  if (date.toISOString() === `${day}T00:00:00.000Z`) return true
  const isMidnight =
    date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0 && date.getMilliseconds() === 0
  return isMidnight && day === `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`
}

/** Whether a text is a day without a time. */
export function isDayText(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}

function parseInstant(text: string): number | undefined {
  const match = pattern.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hours = '00', minutes = '00', seconds = '00', fraction = '0', zone = 'Z'] = match
  const instant = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
  if (Number.isNaN(instant)) return undefined
  return instant + Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6) - offsetOf(zone)
}

function offsetOf(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
