import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createTriggers, type TableTriggerDefinition } from '@triggerkit/core'
import { loadMessages } from '@triggerkit/core/messages'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { smtp } from '../src/smtp/index.ts'

const files = {
  'welcome-message/subject.eta': 'Welcome <%= it.userName %>\n',
  'welcome-message/text.eta':
    'Hello <%= it.name %>,\n\n<% for (const { title, price } of it.films) { %>\n- <%= title %> $<%= price %>\n<% } %>\n\n<%~ include("footer") %>\n',
  'welcome-message/html.eta':
    '<% layout("base", { title: "Welcome" }) %>\n<h1>Hello <%= it.name %></h1>\n<%~ include("footer") %>\n',
  'layouts/base.eta': '<html><head><title><%= it.title %></title></head>\n<body>\n<%~ it.body %>\n</body></html>\n',
  'partials/footer.html.eta': '<p><%= it.shop ?? "The Shop" %></p>\n',
  'partials/footer.text.eta': '-- \n<%= it.shop ?? "The Shop" %>\n',
}

/** A definition as a store holds it. */
const stored = JSON.stringify({
  name: 'welcome',
  events: ['afterInsert'],
  actions: [
    {
      type: 'notification.email',
      name: 'send-email',
      config: {
        notification: 'emails:welcome-message',
        recipients: ['{{record.email}}'],
        subject: { userName: '{{record.name}}' },
        template: { name: '{{record.name}}', films: '{{record.films}}', shop: '{{record.shop}}' },
      },
    },
  ],
})

let server: SMTPServer
let folder: string
const received: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triggerkit-mails-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString())
        done()
      })
    },
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterAll(async () => {
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  await rm(folder, { recursive: true })
})

it('delivers a message of the folder that a stored definition names, as text and as HTML', async () => {
  const { port } = server.server.address() as AddressInfo
  const mail = smtp({ url: `smtp://127.0.0.1:${port}`, from: 'shop@x.de', messages: await loadMessages(folder) })
  const triggers = createTriggers({ providers: { emails: mail } })
  triggers.register('users', JSON.parse(stored) as TableTriggerDefinition)
  const films = [{ title: 'M & M', price: '1.50' }]
  const record = { email: 'ann@x.de', name: '<Ann>\r\nBcc: evil@x.de', films, shop: null }
  const report = await triggers.execute('afterInsert', { table: 'users', record })
  expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: { accepted: ['ann@x.de'] } })
  await triggers.close()

  const [head = '', ...body] = received[0]!.replaceAll('\r\n', '\n').split('\n\n')
  expect(head).toMatch(/^Subject: Welcome <Ann> Bcc: evil@x.de$/m)
  expect(head).not.toMatch(/^Bcc:/im)
  expect(head).toMatch(/^Content-Type: multipart\/alternative;/m)
  const parts = body.join('\n\n')
  expect(parts).toContain('Hello <Ann>\nBcc: evil@x.de,\n\n- M & M $1.50\n\n-- \nThe Shop')
  expect(parts).toContain(
    '<html><head><title>Welcome</title></head>\n<body>\n<h1>Hello &#60;Ann&#62;\nBcc: evil@x.de</h1>',
  )
  expect(parts).toContain('<p>The Shop</p>\n</body></html>')
})
