import { InvalidArgumentError } from 'commander'

/** Reads a whole number of an option within bounds, for commander. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

/** Reads a text that says something, of at most so many characters, for commander. */
export function filledText(most: number): (text: string) => string {
  return (text) => {
    if (text.trim() !== '' && text.length <= most) return text
    throw new InvalidArgumentError(`Expected a text of 1 to ${most} characters, found ${text.length}.`)
  }
}

/** Reads an instant, for commander: one without a time zone would be another one elsewhere. */
export function moment(text: string): string {
  if (/T.*(Z|[+-]\d\d:?\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new InvalidArgumentError('Expected ISO 8601 with its time zone, such as 2026-03-01T08:00:00Z.')
}

/**
 * Gathers an option that may be given several times, each time with one value or several between commas. With none, as of a variable that is not
 * set, it would not be that option any more: every Job in place of some.
 */
export function list(text: string, before: string[] = []): string[] {
  const values = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (values.length === 0) throw new InvalidArgumentError('Expected one value, or several between commas.')
  return [...before, ...values]
}
