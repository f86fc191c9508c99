import { parseSender } from './mail-address.ts'
import type { SmtpOptions } from './smtp-options.ts'

/** Everything that is wrong with the options. */
export function problemsOf(options: SmtpOptions): string[] {
  const { from, unsubscribeMail, pool = false } = options
  const problems = placeProblems(options)
  if (from !== undefined && parseSender(from) === undefined)
    problems.push(`\`from\` has to be one mail address, found ${JSON.stringify(from)}`)
  if (unsubscribeMail !== undefined && !/^(?:mailto:)?[^\s@<>,;]+@[^\s@<>,;]+$/.test(unsubscribeMail))
    problems.push(`\`unsubscribeMail\` has to be one mail address, found ${JSON.stringify(unsubscribeMail)}`)
  for (const name of ['timeoutMs', 'maxConnections', 'maxMessages'] as const) {
    const value = options[name]
    if (value === undefined) continue
    if (!Number.isSafeInteger(value) || value < 1) problems.push(`\`${name}\` has to be a whole number above 0`)
    if (name !== 'timeoutMs' && !pool) problems.push(`\`${name}\` needs \`pool: true\``)
  }
  return problems
}

function placeProblems({ url, host, port, transport }: SmtpOptions): string[] {
  const problems: string[] = []
  const given = Object.entries({ url, host, transport }).filter(([, value]) => value !== undefined && value !== '')
  if (given.length === 0) problems.push('it needs a `url`, a `host` or a `transport`')
  if (given.length > 1)
    problems.push(`only one of ${given.map(([name]) => `\`${name}\``).join(' and ')} can say where mails go`)
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    problems.push('`port` has to be a number from 1 to 65535')
  if (url) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    if (!/^smtps?:$/.test(parsed?.protocol ?? '') || !parsed?.hostname)
      problems.push('`url` has to be like smtp://user:password@mail.example.com:587 or smtps://…')
    else if (!isDecodable(parsed.username + parsed.password))
      problems.push('user and password in `url` have to be percent-encoded')
    else if (parsed.search !== '' || parsed.hash !== '')
      problems.push('`url` cannot have a query: give such options beside it')
  }
  return problems
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}
