import { WriteRejectedError } from '@triggerkit/core'
import type { DataSource } from 'typeorm'
import type { DirtyMovie } from './catalogue.ts'
import { unknownGenre } from './clean-movie.ts'
import { GenreEntity } from './genre.ts'
import { MovieEntity } from './movie.ts'
import { RejectedRowEntity } from './rejected-row.ts'

const batchSize = 25

/** Writes the catalogue in batches. A batch with a row that a trigger rejects is not written at all; its rows then come one by one. */
export async function importMovies(
  database: DataSource,
  catalogue: DirtyMovie[],
  onProgress: (done: number) => void,
): Promise<void> {
  await writeGenres(database, catalogue)
  const movies = database.getRepository(MovieEntity)
  for (let start = 0; start < catalogue.length; start += batchSize) {
    const batch = catalogue.slice(start, start + batchSize)
    try {
      await movies.save(movies.create(batch))
    } catch (error) {
      if (!WriteRejectedError.isInstance(error)) throw error
      for (const [index, row] of batch.entries()) await importOne(database, row, start + index + 1)
    }
    onProgress(start + batch.length)
  }
}

async function importOne(database: DataSource, row: DirtyMovie, line: number): Promise<void> {
  const movies = database.getRepository(MovieEntity)
  try {
    await movies.save(movies.create(row))
  } catch (error) {
    if (!WriteRejectedError.isInstance(error)) throw error
    await database.getRepository(RejectedRowEntity).insert({ line, code: error.code, reason: error.message })
  }
}

async function writeGenres(database: DataSource, catalogue: DirtyMovie[]): Promise<void> {
  const names = new Set(catalogue.map((row) => row.genre ?? unknownGenre))
  await database.getRepository(GenreEntity).insert([...names].map((name) => ({ name })))
}
