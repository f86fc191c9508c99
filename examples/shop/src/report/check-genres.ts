import type { DataSource } from 'typeorm'
import { type Check, count } from './check.ts'

/** The count that triggers kept of each genre is what a query counts. */
export async function checkGenres(database: DataSource): Promise<Check> {
  const genres: { name: string; kept: number; counted: number }[] = await database.query(`
    SELECT name, genres.movies AS kept, (SELECT count(*) FROM movies WHERE genre = name) AS counted
    FROM genres ORDER BY kept DESC, name`)
  const wrong = genres.filter(({ kept, counted }) => kept !== counted)
  const [{ films }] = await database.query('SELECT count(*) AS films FROM movies')
  const kept = genres.reduce((sum, genre) => sum + genre.kept, 0)
  return {
    holds: wrong.length === 0 && kept === films,
    statement: `${genres.length} genre counts kept by triggers = a query's counts (${count(kept)} of ${count(films)} films)`,
    details:
      wrong.length > 0
        ? wrong.map((genre) => `${genre.name}: ${genre.kept} kept, ${genre.counted} counted`)
        : [genres.map((genre) => `${genre.name} ${count(genre.kept)}`).join(', ')],
  }
}
