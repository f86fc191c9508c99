import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadMessages } from './load-messages.ts'
import { problemsOf } from './problems-of.ts'

let home: string
let folder: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'triggerkit-messages-'))
  folder = join(home, 'messages')
  await mkdir(folder)
})
afterEach(() => rm(home, { recursive: true }))

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

/** What is wrong, with paths inside the folder. */
async function problems(): Promise<string[]> {
  return (await problemsOf(() => loadMessages(folder))).map((line) => line.replaceAll(`${folder}/`, ''))
}

const shop = {
  'order-placed/subject.eta': 'Order <%= it.number %>\n',
  'order-placed/text.eta': 'Order <%= it.number %>\n\n<%~ include("footer") %>\n',
  'order-placed/html.eta': '<% layout("base") %>\n<b><%= it.number %></b>\n<%~ include("footer") %>\n',
  'code/sms.eta': 'Code <%= it.code %>\n',
  'chat/title.eta': 'From <%= it.sender %>\r\n',
  'chat/body.eta': '<%= it.preview %>',
  'layouts/base.eta': '<html>\n<%~ it.body %>\n</html>\n',
  'layouts/plain.text.eta': '<%~ it.body %>',
  'partials/footer.eta': '<%= it.shop %> & Sons\n',
  'partials/sign.html.eta': '<i>',
}

describe('loadMessages()', () => {
  it('reads a folder of messages, once', async () => {
    await write(shop)
    const messages = await loadMessages(folder)
    await rm(folder, { recursive: true })
    expect(Object.keys(messages).sort()).toEqual(['chat', 'code', 'order-placed'])
    const variables = { number: '<7>', shop: 'A&B', code: 5, sender: 'Ann', preview: 'hi' }
    const rendered = Object.values(messages).map((parts) =>
      Object.fromEntries(Object.entries(parts).map(([part, fill]) => [part, fill(variables)])),
    )
    expect(rendered).toEqual([
      { body: 'hi', title: 'From Ann' },
      { sms: 'Code 5' },
      {
        subject: 'Order <7>',
        text: 'Order <7>\n\nA&B & Sons',
        html: '<html>\n<b>&#60;7&#62;</b>\nA&#38;B & Sons\n</html>',
      },
    ])
  })

  it('takes a URL, and a path from the working directory', async () => {
    await write({ 'a/sms.eta': 'x' })
    expect((await loadMessages(pathToFileURL(folder))).a!.sms!({})).toBe('x')
    await expect(loadMessages('no/such/folder')).rejects.toThrow('no/such/folder: this folder cannot be read: ENOENT')
  })

  it('names the file and the line of what is missing', async () => {
    await write(shop)
    const messages = await loadMessages(folder)
    expect(() => messages['order-placed']!.text!({ number: 1 })).toThrow(
      `The message "order-placed" (text, in partial "footer", ${join(folder, 'partials/footer.eta')}:1) needs the variable "shop"`,
    )
    expect(() => messages['order-placed']!.html!({})).toThrow(
      `The message "order-placed" (html, ${join(folder, 'order-placed/html.eta')}:2) needs the variable "number"`,
    )
  })

  it('reports all that is wrong at once, with file and line', async () => {
    await write({
      'bad/text.eta': 'a\n\n<%= it. %>',
      'bad/html.eta': '<% layout("bse") %>\n\n<%~ include("foot") %>',
      'bad/subject.eta': '\n',
      'bad/htm.eta': 'x',
      'bad/inner/text.eta': 'x',
      'empty/readme.md': 'x',
      'latin/sms.eta': new Uint8Array([0xe4, 0x20]),
      'a b/sms.eta': 'x',
      'alone.eta': 'x',
      'layouts/base.eta': 'x',
      'layouts/base.html.eta': 'x',
      'partials/foot.html.txt.eta': 'x',
      'partials/loop.eta': 'a\n<% for (const x of it.y) { %>',
      'notes.txt': 'x',
      '.git/config': 'x',
      '.hidden.eta': 'x',
    })
    expect(await problems()).toEqual([
      'alone.eta: it belongs to no message: put it into the folder of its message',
      expect.stringMatching(/^a b: this is no name for a message/),
      'bad/inner: folders in here are not read: templates have no paths',
      'bad/htm.eta: unknown part "htm.eta", did you mean "html.eta"?',
      'empty: it has no parts; there may be: subject.eta, text.eta, html.eta, sms.eta, title.eta, body.eta',
      'latin/sms.eta: it is no UTF-8 text',
      'layouts/base.html.eta: the layout "base" is there twice for html: see layouts/base.eta',
      expect.stringMatching(/^partials\/loop.eta:2: it cannot be compiled: /),
      'bad/subject.eta: it is empty',
      expect.stringMatching(/^bad\/text.eta:3: it cannot be compiled: /),
      'bad/html.eta:1: unknown layout "bse", did you mean "base"?',
      expect.stringMatching(/^bad\/html.eta:3: unknown partial "foot"/),
    ])
  })

  it('wants at least one message', async () => {
    await write({ 'layouts/base.eta': 'x' })
    expect(await problems()).toEqual([`${folder}: there is no message in this folder`])
  })

  it('says which of two names are one on some machines', async () => {
    await write({ 'Welcome/sms.eta': 'x', 'welcome/sms.eta': 'y' })
    expect(await problems()).toEqual(['welcome: it is there twice: "Welcome" is the same name on some machines'])
  })

  it('says what cannot be read', async () => {
    await write({ 'a/sms.eta': 'x', 'b/sms.eta': 'x' })
    await mkdir(join(folder, 'a/text.eta'))
    await symlink(join(folder, 'gone'), join(folder, 'b/text.eta'))
    await symlink(join(folder, 'b/html.eta'), join(folder, 'b/html.eta'))
    spawnSync('mkfifo', [join(folder, 'b/title.eta')])
    expect(await problems()).toEqual([
      'a/text.eta: folders in here are not read: templates have no paths',
      "b/html.eta: it cannot be read: ELOOP: too many symbolic links encountered, realpath 'b/html.eta'",
      "b/text.eta: it cannot be read: ENOENT: no such file or directory, realpath 'b/text.eta'",
      'b/title.eta: this is neither a file nor a folder',
    ])
  })

  it('says what may not be read, unless it is run by root, who may read all', async () => {
    await write({ 'a/sms.eta': 'x' })
    await chmod(join(folder, 'a/sms.eta'), 0)
    const refused = [expect.stringContaining('a/sms.eta: it cannot be read: EACCES')]
    expect(await problems()).toEqual(process.getuid?.() === 0 ? [] : refused)
  })
})

describe('R47 a template cannot leave its folder', () => {
  it('by a link', async () => {
    await write({ 'a/sms.eta': 'x' })
    await writeFile(join(home, 'secret.eta'), 'secret')
    await mkdir(join(home, 'outside'))
    await writeFile(join(home, 'outside/sms.eta'), 'secret')
    await symlink('../../secret.eta', join(folder, 'a/text.eta'))
    await symlink(join(home, 'outside'), join(folder, 'b'))
    await symlink(home, join(folder, 'partials'))
    expect(await problems()).toEqual([
      'b: this link leads out of the folder of messages, and is not followed',
      'partials: this link leads out of the folder of messages, and is not followed',
      'a/text.eta: this link leads out of the folder of messages, and is not followed',
    ])
  })

  it('by an include or a layout', async () => {
    await writeFile(join(home, 'secret.eta'), 'secret')
    await write({
      'a/sms.eta': '<%~ include("../../secret") %><%~ include("/etc/passwd") %><% layout("../a/sms") %>',
      'b/sms.eta': '<%~ include(it.name) %>',
    })
    expect((await problems()).map((line) => line.replace(/;.*/, ''))).toEqual([
      'a/sms.eta:1: unknown partial "../../secret"',
      'a/sms.eta:1: unknown partial "/etc/passwd"',
      'a/sms.eta:1: unknown layout "../a/sms"',
    ])
    await write({ 'a/sms.eta': 'x' })
    const messages = await loadMessages(folder)
    for (const name of ['../../secret', '../a/sms', 'a', '/etc/passwd', '__proto__'])
      expect(() => messages.b!.sms!({ name })).toThrow(`there is no partial "${name}"; there is no partial for text.`)
  })

  it('but links inside it are followed, and the folder may be one itself', async () => {
    await write({ '..data/welcome/sms.eta': 'Hi <%= it.name %>' })
    await symlink('..data/welcome', join(folder, 'welcome'))
    await rename(folder, join(home, 'real'))
    await symlink('real', folder)
    expect((await loadMessages(folder)).welcome!.sms!({ name: 'Ann' })).toBe('Hi Ann')
    expect(await readFile(join(folder, 'welcome/sms.eta'), 'utf8')).toContain('Hi')
  })
})
