import { type ActionFunctionContext, Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import type { Author, PrismaClient } from '../../generated/client/client.ts'

/** After the commit: the author is told. Nobody hears of what was rolled back. */
export function registerMails(engine: Triggers): void {
  const { field } = Trigger.when

  engine.register('Comment', {
    name: 'tell-author-of-comment',
    events: [TriggerEvent.AFTER_WRITE],
    condition: field('record.approved').equals(true),
    fire: 'becomes-true',
    actions: [
      { ...Trigger.custom(findPost), name: 'post' },
      Trigger.notification.email('blog:new-comment', ['{{actions.post.result.author.email}}'], {
        subject: { title: '{{actions.post.result.title}}' },
        template: { from: '{{record.from}}', body: '{{record.body}}' },
      }),
    ],
  })

  engine.register('Post', {
    name: 'tell-author-of-publication',
    events: [TriggerEvent.AFTER_WRITE],
    condition: field('record.published').equals(true),
    fire: 'becomes-true',
    actions: [
      { ...Trigger.custom(findAuthor), name: 'author' },
      Trigger.notification.email('blog:post-published', ['{{actions.author.result.email}}'], {
        subject: { title: '{{record.title}}' },
        template: { slug: '{{record.slug}}' },
      }),
    ],
  })
}

function findPost({ record, db }: ActionFunctionContext<{ postId: number }>): Promise<unknown> {
  return (db as PrismaClient).post.findUnique({ where: { id: record.postId }, include: { author: true } })
}

function findAuthor({ record, db }: ActionFunctionContext<{ authorId: number }>): Promise<Author | null> {
  return (db as PrismaClient).author.findUnique({ where: { id: record.authorId } })
}
