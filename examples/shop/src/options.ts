import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** False: no mail server is started, so mails cannot arrive. */
  smtp: boolean
  /** False: no webhook server is started. */
  webhooks: boolean
}

export function readOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args,
    options: { 'without-smtp': { type: 'boolean' }, 'without-webhooks': { type: 'boolean' } },
  })
  return { smtp: !values['without-smtp'], webhooks: !values['without-webhooks'] }
}
