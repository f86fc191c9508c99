/** The catalogue was closed in this year: what it dates later had a year of two digits once, and belongs into the century before. */
const lastYear = 2011
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Jun 12 1998`, `12-Jun-98`, `12 June 1998`, `1998-06-12` and `1998` become `1998-06-12` or `1998-01-01`; what is no day becomes null. */
export function cleanDate(written: unknown): string | null {
  const parts = partsOf(String(written ?? '').trim())
  if (parts === undefined) return null
  const { month, day } = parts
  const year = fullYear(parts.year)
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? date.toISOString().slice(0, 10) : null
}

function partsOf(text: string): { year: number; month: number; day: number } | undefined {
  const iso = /^(\d{4})(?:-(\d{2})-(\d{2}))?$/.exec(text)
  if (iso) return { year: Number(iso[1]), month: Number(iso[2] ?? 1), day: Number(iso[3] ?? 1) }
  const monthFirst = /^([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4}|\d{2})$/.exec(text)
  if (monthFirst) return { year: Number(monthFirst[3]), month: monthOf(monthFirst[1]), day: Number(monthFirst[2]) }
  const dayFirst = /^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4}|\d{2})$/.exec(text)
  if (dayFirst) return { year: Number(dayFirst[3]), month: monthOf(dayFirst[2]), day: Number(dayFirst[1]) }
  return undefined
}

function monthOf(name: string | undefined): number {
  return months.indexOf(name ?? '') + 1
}

function fullYear(year: number): number {
  const full = year < 100 ? 2000 + year : year
  return full > lastYear ? full - 100 : full
}
