import type { PrismaClient } from '../generated/client/client.ts'

/** A day on the blog: nested writes, bulk writes, a transaction. Which of the writes were refused, by the code of the error. */
export async function writePosts(prisma: PrismaClient): Promise<string[]> {
  await createAuthors(prisma)
  const refused = [await codeOf(advertise(prisma)), await codeOf(prisma.post.deleteMany())]
  await edit(prisma)
  await regret(prisma)
  return refused
}

/** Authors, posts, tags and comments in two calls. */
async function createAuthors(prisma: PrismaClient): Promise<void> {
  await prisma.author.create({
    data: {
      email: 'ada@example.com',
      name: 'Ada',
      posts: {
        create: [
          {
            title: 'Crème brûlée!',
            body: 'Six yolks.',
            published: true,
            tags: { create: [{ name: 'sweet' }, { name: 'french' }] },
            comments: {
              create: [
                { from: 'bob@example.com', body: 'Seven is better' },
                { from: 'eve@example.com', body: 'Have a look at https://example.com/eggs' },
              ],
            },
          },
          { title: 'On yolks', body: 'A draft.', tags: { connectOrCreate: tag('sweet') } },
        ],
      },
    },
  })
  await prisma.author.create({
    data: {
      email: 'bob@example.com',
      name: 'Bob',
      posts: { create: { title: 'Crème brûlée', body: 'Mine has seven.', tags: { connectOrCreate: tag('sweet') } } },
    },
  })
}

function tag(name: string): { where: { name: string }; create: { name: string } } {
  return { where: { name }, create: { name } }
}

/** Good news three levels down from the author, which no trigger but the one for comments looks at. */
function advertise(prisma: PrismaClient): Promise<unknown> {
  return prisma.author.update({
    where: { email: 'ada@example.com' },
    data: {
      name: 'Ada L.',
      posts: {
        create: {
          title: 'News',
          body: 'Nothing.',
          tags: { create: { name: 'news' } },
          comments: { create: { from: 'eve@example.com', body: 'A casino near you' } },
        },
      },
    },
  })
}

async function edit(prisma: PrismaClient): Promise<void> {
  await prisma.post.updateMany({ where: { published: false }, data: { published: true } })
  await prisma.comment.updateMany({ where: { body: { contains: 'eggs' } }, data: { approved: true } })
  await prisma.tag.upsert({ where: { name: 'french' }, create: { name: 'french' }, update: { name: 'French' } })
  await prisma.post.update({
    where: { slug: 'on-yolks' },
    data: {
      title: 'On eggs',
      published: false,
      author: { update: { name: 'Ada Lovelace' } },
      comments: { create: { from: 'bob@example.com', body: 'And the whites?' } },
    },
  })
  // The database deletes the comment with its post.
  await prisma.post.delete({ where: { slug: 'on-eggs' } })
}

/** Written and rolled back: the audit has nothing of it, and no author hears of it. */
async function regret(prisma: PrismaClient): Promise<void> {
  const rolledBack = prisma.$transaction(async (tx) => {
    const [post] = await tx.post.findMany({ orderBy: { id: 'asc' } })
    await tx.comment.create({ data: { from: 'bob@example.com', body: 'Never said', postId: post!.id } })
    await tx.comment.deleteMany({ where: { body: { contains: 'better' } } })
    throw new Error('The blog has thought better of it')
  })
  await rolledBack.catch(() => undefined)
}

async function codeOf(write: Promise<unknown>): Promise<string> {
  return write.then(
    () => 'not refused',
    (error: { code?: string }) => error.code ?? String(error),
  )
}
