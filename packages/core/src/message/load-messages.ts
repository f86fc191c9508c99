import { fileURLToPath } from 'node:url'
import { ProblemList } from '../errors/problem-list.ts'
import { compileMessages } from './compile-messages.ts'
import type { Messages } from './message-definition.ts'
import { readMessageFolder } from './read-message-folder.ts'

/**
 * Messages whose Eta templates are files, read and compiled here and never again:
 *
 * ```text
 * messages/
 *   welcome-message/   subject.eta  text.eta  html.eta      a mail
 *   verification-code/ sms.eta                              a text message
 *   new-message/       title.eta  body.eta                  a push notification
 *   layouts/           base.eta (for HTML)  base.text.eta   <% layout('base') %>
 *   partials/          footer.eta  sign-off.html.eta        <%~ include('footer') %>
 * ```
 *
 * The line break that ends a file is no part of it. Files of other kinds and those that begin with a dot are passed over.
 *
 * @param folder a path (relative to the working directory), or a URL: `new URL('./messages', import.meta.url)` is found from everywhere.
 * @throws MessageDefinitionError with all that is wrong, each with its file and line: what cannot be read, links that lead out of the folder,
 * names that are none or there twice, and all that `defineMessages` refuses.
 */
export async function loadMessages(folder: string | URL): Promise<Messages> {
  const problems = new ProblemList()
  const sources = await readMessageFolder(typeof folder === 'string' ? folder : fileURLToPath(folder), problems)
  return compileMessages(sources, problems)
}
