import { type ActionFunctionContext, Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import lodash from 'lodash'
import type { Post, Prisma } from '../../generated/client/client.ts'

/** Before the write: a post's address is made of its title, whichever call writes it. */
export function registerSlugs(engine: Triggers): void {
  engine.register('Post', {
    name: 'slug-of-title',
    events: [TriggerEvent.BEFORE_INSERT, TriggerEvent.BEFORE_UPDATE],
    condition: Trigger.when.field('record.title').changed(),
    actions: [Trigger.custom(giveSlug)],
  })
}

/** `Crème brûlée!` becomes `creme-brulee`, or `creme-brulee-2` where another post has that. Reads through the write's own transaction. */
async function giveSlug({ record, db }: ActionFunctionContext<Post>): Promise<void> {
  const slug = lodash.kebabCase(lodash.deburr(record.title))
  const others = await (db as Prisma.TransactionClient).post.findMany({
    where: { slug: { startsWith: slug }, NOT: { id: record.id } },
    select: { slug: true },
  })
  const taken = new Set(others.map((post) => post.slug))
  let free = slug
  for (let number = 2; taken.has(free); number += 1) free = `${slug}-${number}`
  record.slug = free
}
