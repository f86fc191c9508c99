import { beforeAll, describe, expect, it } from 'vitest'
import { type ExampleResult, runExample } from './run-example.ts'

const timeout = 120_000

describe('examples/shop', () => {
  let whole: ExampleResult

  beforeAll(async () => {
    whole = await runExample('shop')
  }, timeout)

  it('ends well, and every statement of its report holds', () => {
    expect(whole.output).toContain('Everything adds up.')
    expect(whole.output).not.toContain('WRONG')
    expect(whole.code).toBe(0)
  })

  it('accounts for every row of the catalogue', () => {
    const [, read, imported, rejected] = /ok +([\d,]+) rows read = ([\d,]+) imported \+ ([\d,]+) rejected/
      .exec(whole.output)!
      .map(toNumber)
    expect(read).toBe(3201)
    expect(imported! + rejected!).toBe(read)
    expect(whole.output).toMatch(/1 NO_TITLE: A film needs a title/)
    expect(whole.output).toMatch(/1 IMPOSSIBLE_BUDGET/)
  })

  it('loses no webhook to an outage, and none comes twice', () => {
    const [, queued, got] = /ok +(\d+) webhooks queued while .* down = (\d+) it got .* each once/
      .exec(whole.output)!
      .map(toNumber)
    expect(queued).toBeGreaterThan(0)
    expect(got).toBe(queued)
    expect(whole.output).toMatch(/ [1-9]\d* found nobody there, 3 were answered with 503, 1 got no answer/)
    expect(whole.output).toMatch(/ok +\d+ queued actions = \d+ Jobs in the outbox, all completed/)
  })

  it('shows its progress in plain lines where stdout is no terminal', () => {
    expect(whole.output).toMatch(/^Importing films 5\d %/m)
    expect(whole.output).not.toContain('\r')
  })

  it.each([
    {
      option: '--without-smtp',
      down: 'mail server',
      kept: /ok +\d+ webhooks expected = \d+ received/,
      lost: /WRONG +\d+ mails expected = 0 received/,
    },
    {
      option: '--without-webhooks',
      down: 'webhook server',
      kept: /ok +\d+ mails expected = \d+ received/,
      lost: /WRONG +\d+ webhooks expected = 0 received/,
    },
  ])('says that the $down is down, and fails ($option)', { timeout }, async ({ option, down, kept, lost }) => {
    const { code, output } = await runExample('shop', option)
    expect(output).toMatch(new RegExp(`the ${down} at \\S+ is down`))
    expect(output).toMatch(lost)
    expect(output).toMatch(kept)
    expect(output).toMatch(/ok +[\d,]+ audit rows = [\d,]+ changes/)
    expect(code).toBe(1)
  })
})

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''))
}
