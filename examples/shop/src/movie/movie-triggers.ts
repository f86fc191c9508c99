import { Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import { cleanMovie } from './clean-movie.ts'

/** What happens whenever films are written, by whichever call. */
export function registerMovieTriggers(engine: Triggers): void {
  registerCleaning(engine)
  registerRules(engine)
  registerBookkeeping(engine)
}

/** Before the write: put in order what can be put in order. */
function registerCleaning(engine: Triggers): void {
  engine.register('movies', {
    name: 'clean-movie',
    priority: 10,
    events: [TriggerEvent.BEFORE_INSERT],
    actions: [Trigger.custom(({ record }) => Object.assign(record, cleanMovie(record)))],
  })

  engine.register('movies', {
    name: 'price-new-film',
    priority: 20,
    events: [TriggerEvent.BEFORE_INSERT],
    condition: Trigger.when.field('record.releaseDate').greaterThanOrEquals('2000-01-01'),
    actions: [Trigger.record.set({ price: 1499, stock: 5 })],
  })

  engine.register('movies', {
    name: 'price-old-film',
    priority: 20,
    events: [TriggerEvent.BEFORE_INSERT],
    condition: Trigger.when.field('record.releaseDate').lessThan('2000-01-01'),
    actions: [Trigger.record.set({ price: 899, stock: 3 })],
  })
}

/** Before the write: refuse what cannot be right. The caller gets a `WriteRejectedError` with this code, and nothing is written. */
function registerRules(engine: Triggers): void {
  const { field, and, or } = Trigger.when
  const refuse = (name: string, condition: ReturnType<typeof and>, reason: string, code: string) =>
    engine.register('movies', {
      name,
      priority: 30,
      events: [TriggerEvent.BEFORE_INSERT, TriggerEvent.BEFORE_UPDATE],
      condition,
      actions: [Trigger.record.reject(reason, { code })],
    })

  refuse('needs-title', field('record.title').isEmpty(), 'A film needs a title', 'NO_TITLE')
  refuse('needs-date', field('record.releaseDate').isNull(), 'A film needs the day of its release', 'NO_DATE')
  refuse(
    'needs-audience',
    and(
      field('record.worldGross').isNull(),
      field('record.imdbRating').isNull(),
      field('record.tomatoRating').isNull(),
    ),
    'It neither earned nor was rated anything: nobody can have seen it',
    'NOBODY_SAW_IT',
  )
  refuse(
    'possible-budget',
    field('record.budget').lessThan(1000),
    'No film was made for less than $1,000',
    'IMPOSSIBLE_BUDGET',
  )
  refuse(
    'possible-rating',
    or(
      field('record.imdbRating').lessThan(0),
      field('record.imdbRating').greaterThan(10),
      field('record.tomatoRating').lessThan(0),
      field('record.tomatoRating').greaterThan(100),
    ),
    'A rating is from 0 to 10 on IMDB and from 0 to 100 on Rotten Tomatoes',
    'IMPOSSIBLE_RATING',
  )
}

/** After the write, in its transaction: both are kept, or neither. */
function registerBookkeeping(engine: Triggers): void {
  engine.register('movies', {
    name: 'audit-movies',
    events: [TriggerEvent.AFTER_WRITE],
    actions: [
      Trigger.database.insert('audit', {
        table: '{{table}}',
        operation: '{{operation}}',
        rowId: '{{record.id}}',
        changedFields: '{{changedFields}}',
        at: '{{timestamp}}',
      }),
    ],
  })

  const count = (change: 1 | -1, genre: string) =>
    Trigger.database.update('genres', { movies: { $INC: change } }, { name: genre })

  engine.register('movies', {
    name: 'count-new-film',
    events: [TriggerEvent.AFTER_INSERT],
    actions: [count(1, '{{record.genre}}')],
  })

  engine.register('movies', {
    name: 'count-moved-film',
    events: [TriggerEvent.AFTER_UPDATE],
    condition: Trigger.when.field('record.genre').changed(),
    actions: [count(-1, '{{previousRecord.genre}}'), count(1, '{{record.genre}}')],
  })

  engine.register('movies', {
    name: 'count-deleted-film',
    events: [TriggerEvent.AFTER_DELETE],
    actions: [count(-1, '{{record.genre}}')],
  })
}
