import { createTriggers, type ErrorHandler, type Triggers } from '@triggerkit/core'
import { loadMessages } from '@triggerkit/core/messages'
import { smtp } from '@triggerkit/providers/smtp'
import { registerAudit } from './trigger/audit.ts'
import { registerMails } from './trigger/mails.ts'
import { registerModeration } from './trigger/moderation.ts'
import { registerSlugs } from './trigger/slugs.ts'

/** The blog's triggers. `mail` is the address of its mail server. */
export async function createBlogTriggers(mail: string, onError: ErrorHandler): Promise<Triggers> {
  const messages = await loadMessages(new URL('../messages', import.meta.url))
  const engine = createTriggers({
    env: 'demo',
    providers: { email: smtp({ url: mail, from: 'blog@example.com', messages }) },
    onError,
  })
  registerModeration(engine)
  registerSlugs(engine)
  registerAudit(engine)
  registerMails(engine)
  return engine
}
