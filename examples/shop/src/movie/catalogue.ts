import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { DeepPartial } from 'typeorm'
import type { Movie } from './movie.ts'

/** A row of the catalogue under the names of our columns, but with the catalogue's dirty values. */
export type DirtyMovie = DeepPartial<Movie>

/** The films of the npm package `vega-datasets`, as they are. */
export async function readCatalogue(): Promise<DirtyMovie[]> {
  const entry = createRequire(import.meta.url).resolve('vega-datasets')
  const file = new URL('../data/movies.json', pathToFileURL(entry))
  const rows = JSON.parse(await readFile(file, 'utf8')) as Record<string, never>[]
  return rows.map((row) => ({
    title: row.Title,
    releaseDate: row['Release Date'],
    genre: row['Major Genre'],
    ageRating: row['MPAA Rating'],
    distributor: row.Distributor,
    director: row.Director,
    runningMinutes: row['Running Time min'],
    budget: row['Production Budget'],
    usGross: row['US Gross'],
    worldGross: row['Worldwide Gross'],
    imdbRating: row['IMDB Rating'],
    imdbVotes: row['IMDB Votes'],
    tomatoRating: row['Rotten Tomatoes Rating'],
  }))
}
