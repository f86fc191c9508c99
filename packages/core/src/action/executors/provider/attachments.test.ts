import { describe, expect, it } from 'vitest'
import type { Email, EmailAttachment } from '../../../provider/email-provider.ts'
import { builtInExecutors } from '../../built-in-executors.ts'
import { runOne } from '../../run-fixture.ts'

/** What a mail with these attachments carries. */
async function attached(attachments: unknown, record = {}): Promise<readonly EmailAttachment[]> {
  let sent: Email | undefined
  const provider = { family: 'email' as const, send: async (email: Email) => void (sent = email) }
  const payload = { notification: 'emails', recipients: 'a@b.de', attachments }
  const type = 'notification.email'
  await runOne(builtInExecutors().get(type)!, { type, payload, record }, { providers: { emails: provider } })
  return sent!.attachments
}

const textOf = ({ bytes }: EmailAttachment): string => new TextDecoder().decode(bytes)

describe('attachments of a mail', () => {
  it('none, one or several, in their order', async () => {
    expect(await attached(undefined)).toEqual([])
    expect(await attached(null)).toEqual([])
    expect(await attached([])).toEqual([])
    expect(await attached({ filename: 'a.txt', data: 'A' })).toMatchObject([{ filename: 'a.txt' }])
    const several = await attached(
      [
        { filename: 'invoice-{{record.no}}.pdf', data: '{{record.pdf}}', mimeType: 'application/pdf' },
        { filename: 'b.txt', data: 'B' },
      ],
      { no: 5, pdf: new Uint8Array([0, 255]) },
    )
    expect(several).toEqual([
      { filename: 'invoice-5.pdf', bytes: new Uint8Array([0, 255]), mimeType: 'application/pdf' },
      { filename: 'b.txt', bytes: new TextEncoder().encode('B'), mimeType: 'text/plain;charset=UTF-8' },
    ])
  })

  it('says the type that it is given, else what the value is', async () => {
    const typed = await attached(
      [
        { filename: 'a', data: 'ü', mimeType: 'text/csv; charset=utf-8' },
        { filename: 'a', data: 'ü', mimeType: '' },
        { filename: 'a', data: '{{record.list}}' },
        { filename: 'a', data: '{{record.bytes}}' },
        { filename: 'a', data: '{{record.dataUrl}}', encoding: 'base64' },
      ],
      { list: [{ id: 5 }], bytes: Buffer.from('x'), dataUrl: 'data:image/png;base64,QUI=' },
    )
    expect(typed.map((each) => [textOf(each), each.mimeType])).toEqual([
      ['ü', 'text/csv; charset=utf-8'],
      ['ü', 'text/plain;charset=UTF-8'],
      ['[{"id":5}]', 'application/json'],
      ['x', 'application/octet-stream'],
      ['AB', 'image/png'],
    ])
  })

  it('reads base64 of either alphabet where it is said to be that, and else leaves it a text', async () => {
    const record = { file: '_-8=', text: 'QUI=' }
    const read = await attached(
      [
        { filename: 'a', data: '{{record.file}}', encoding: 'base64' },
        { filename: 'b', data: '{{record.text}}' },
      ],
      record,
    )
    expect(read[0]!.bytes).toEqual(new Uint8Array([255, 239]))
    expect(textOf(read[1]!)).toBe('QUI=')
    await expect(attached({ filename: 'a', data: 'no base64!', encoding: 'base64' })).rejects.toThrow(
      '`attachments[0].data` has to hold bytes or base64 text',
    )
  })

  it('R46 are at most 50, and together no more than one file may be', async () => {
    const many = Array.from({ length: 51 }, (_, index) => ({ filename: `${index}.txt`, data: 'x' }))
    await expect(attached(many)).rejects.toThrow('`attachments` are 51, and a mail takes at most 50')
    const half = new Uint8Array(40_000_000)
    const large = [
      { filename: 'a', data: '{{record.half}}' },
      { filename: 'b', data: '{{record.half}}' },
    ]
    await expect(attached(large, { half })).rejects.toThrow('`attachments` have more than 67108864 bytes together')
  })

  it('leaves out what has no data, and keeps what is empty', async () => {
    const given = [
      { filename: 'none.pdf', data: '{{record.none}}' },
      { filename: 'null.pdf', data: '{{record.nothing}}' },
      { filename: 'bare.pdf' },
      { filename: 'empty.txt', data: '{{record.empty}}' },
    ]
    const found = await attached(given, { nothing: null, empty: '' })
    expect(found).toMatchObject([{ filename: 'empty.txt', bytes: new Uint8Array(0) }])
  })

  it.each(['{{record.file}}', { filename: '{{record.name}}', data: 'x' }])(
    'may come of a record: %j',
    async (given) => {
      expect(
        await attached(given, { file: [{ filename: 'ü & "a".txt', data: 'x' }], name: 'ü & "a".txt' }),
      ).toMatchObject([{ filename: 'ü & "a".txt' }])
    },
  )

  it.each([
    '../../etc/passwd',
    'a/b.txt',
    'a\\b.txt',
    '..',
    '. ',
    '',
    '  ',
    'a\r\nContent-Type: text/html',
    'a\0.txt',
    'invoice\u202efdp.exe',
    'a\u2028b',
    5,
    null,
    ['a.txt'],
  ])('R47 a name may be no path, break no line and turn no text: %j', async (filename) => {
    const data = 'x'
    await expect(attached('{{record.files}}', { files: [{ filename, data }] })).rejects.toThrow(
      '`attachments[0].filename` has to be a name without "/"',
    )
    if (typeof filename === 'string')
      await expect(attached({ filename: '{{record.filename}}', data }, { filename })).rejects.toThrow('filename')
  })

  it.each(['text/plain\r\nBcc: evil@x.de', 'text/html;\nX: 1', 'pdf', 'text/plain; name="ü"', 'a/b c'])(
    'R47 a type is one: %j',
    async (mimeType) => {
      await expect(attached('{{record.files}}', { files: [{ filename: 'a', data: 'x', mimeType }] })).rejects.toThrow(
        '`attachments[0].mimeType` has to be a media type like "application/pdf"',
      )
    },
  )

  it('R47 what a file says of itself is passed over where it is no type', async () => {
    const file = { filename: 'a', data: 'data:text/plain\r\nBcc: evil@x.de;base64,QUI=', encoding: 'base64' }
    expect(await attached('{{record.file}}', { file })).toMatchObject([{ mimeType: 'application/octet-stream' }])
    const blob = new Blob(['x'], { type: 'text\n' })
    expect(await attached({ filename: 'a', data: '{{record.blob}}' }, { blob })).toMatchObject([
      { mimeType: 'application/octet-stream' },
    ])
  })

  it.each(['a.txt', 5, [['a.txt']], true])('are objects: %j is refused', async (files) => {
    await expect(attached('{{record.files}}', { files })).rejects.toThrow(
      '`attachments[0]` has to be an object with `filename` and `data` or `url`',
    )
  })
})
