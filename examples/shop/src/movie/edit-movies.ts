import { WriteRejectedError } from '@triggerkit/core'
import { type DataSource, LessThan } from 'typeorm'
import { MovieEntity } from './movie.ts'

export interface MovieEdits {
  /** The impossible rating was refused. */
  slipRefused: boolean
}

/** A day in the shop: bulk writes, a slip that a trigger refuses, and a transaction that is rolled back. */
export async function editMovies(database: DataSource): Promise<MovieEdits> {
  const movies = database.getRepository(MovieEntity)

  await movies.update({ releaseDate: LessThan('1980-01-01') }, { price: 499 })
  await movies.update({ genre: 'Concert/Performance' }, { genre: 'Musical' })
  await movies.delete({ ageRating: 'NC-17' })

  const slipRefused = await isRefused(
    movies.update({ title: 'The Godfather' }, { imdbRating: 92 }),
    'IMPOSSIBLE_RATING',
  )

  await database
    .transaction(async (manager) => {
      await manager.delete(MovieEntity, { genre: 'Western' })
      throw new Error('The shop has thought better of it')
    })
    .catch(() => undefined)

  return { slipRefused }
}

async function isRefused(write: Promise<unknown>, code: string): Promise<boolean> {
  const error = await write.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return WriteRejectedError.isInstance(error) && error.code === code
}
