import type { PrismaClient } from '../../generated/client/client.ts'

/** One statement of the report. */
export interface Check {
  holds: boolean
  /** What is stated, with its numbers. */
  statement: string
  /** What is there, a line each. */
  details: string[]
}

export interface Told {
  /** Each mail as `to | subject | text`. */
  mails: string[]
  /** The codes with which writes were refused. */
  refused: string[]
  /** What `onError` heard. */
  failures: string[]
}

/** What must hold after the day, read back from the database and the mail server. */
export async function checkBlog(prisma: PrismaClient, { mails, refused, failures }: Told): Promise<Check[]> {
  const posts = await prisma.post.findMany({ orderBy: { id: 'asc' } })
  const letIn = await prisma.audit.findMany({ where: { table: 'Comment', operation: 'update' } })
  const [ada, news] = [await authorName(prisma, 'ada@example.com'), await prisma.tag.count({ where: { name: 'news' } })]
  return [
    await checkAudit(prisma),
    same(
      'slugs are made of titles, and differ',
      posts.map(({ slug }) => slug),
      ['creme-brulee', 'creme-brulee-2'],
    ),
    same('writes are refused by the triggers for their parts', refused, ['ADVERTISING', 'PUBLISHED']),
    same(
      'of a refused write nothing stays, at no level',
      [`${news} tags "news"`, ada],
      ['0 tags "news"', 'Ada Lovelace'],
    ),
    same(
      'comments with links waited until they were let in',
      letIn.map(({ changedFields }) => String(changedFields)),
      ['approved'],
    ),
    same('mails arrived word for word, each once', [...mails].sort(), [...expectedMails].sort()),
    same('no action failed', failures, []),
  ]
}

const expectedMails = [
  'ada@example.com | "Crème brûlée!" is out | Your post is at /posts/creme-brulee.',
  'ada@example.com | A comment on "Crème brûlée!" | bob@example.com writes:\n\nSeven is better',
  'ada@example.com | "On yolks" is out | Your post is at /posts/on-yolks.',
  'bob@example.com | "Crème brûlée" is out | Your post is at /posts/creme-brulee-2.',
  'ada@example.com | A comment on "Crème brûlée!" | eve@example.com writes:\n\nHave a look at https://example.com/eggs',
  'ada@example.com | A comment on "On eggs" | bob@example.com writes:\n\nAnd the whites?',
]

async function authorName(prisma: PrismaClient, email: string): Promise<string> {
  return (await prisma.author.findUniqueOrThrow({ where: { email } })).name
}

function same(what: string, found: string[], expected: string[]): Check {
  const holds = JSON.stringify(found) === JSON.stringify(expected)
  const details = holds ? [] : [`found:    ${JSON.stringify(found)}`, `expected: ${JSON.stringify(expected)}`]
  return { holds, statement: `${what} (${expected.length})`, details }
}

/** The audit has one row for each change that SQLite saw happen, of the very row, and none for what was rolled back. */
async function checkAudit(prisma: PrismaClient): Promise<Check> {
  const columns = '"table", operation, "rowId"'
  const rows = await prisma.$queryRawUnsafe<Record<string, unknown>[]>(`
    SELECT ${columns}, sum(audited) AS audited, sum(happened) AS happened
    FROM (SELECT ${columns}, 1 AS audited, 0 AS happened FROM audit UNION ALL SELECT ${columns}, 0, 1 FROM witness)
    GROUP BY ${columns} ORDER BY ${columns}`)
  const sum = (column: string): number => rows.reduce((total, row) => total + Number(row[column]), 0)
  const differing = rows.filter((row) => Number(row.audited) !== Number(row.happened))
  return {
    holds: differing.length === 0 && rows.length > 0,
    statement: `${sum('audited')} audit rows = ${sum('happened')} changes that SQLite's own triggers saw, row by row`,
    details: differing.map((row) =>
      JSON.stringify(row, (_key, value) => (typeof value === 'bigint' ? Number(value) : value)),
    ),
  }
}
