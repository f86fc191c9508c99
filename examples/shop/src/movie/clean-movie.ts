import { cleanDate } from './clean-date.ts'
import { cleanTitle } from './clean-title.ts'

const ageRatings = new Set<unknown>(['G', 'PG', 'PG-13', 'R', 'NC-17'])
/** A rating by fewer people says nothing. */
const fewestVotes = 50

export const unknownGenre = 'Unknown'

/** The columns of a film as the catalogue has them, put in order. */
export function cleanMovie(dirty: Record<string, unknown>): Record<string, unknown> {
  const votes = wholeOrNull(dirty.imdbVotes)
  return {
    title: cleanTitle(dirty.title),
    releaseDate: cleanDate(dirty.releaseDate),
    genre: dirty.genre ?? unknownGenre,
    ageRating: ageRatings.has(dirty.ageRating) ? dirty.ageRating : null,
    budget: wholeOrNull(dirty.budget),
    usGross: wholeOrNull(dirty.usGross),
    worldGross: wholeOrNull(dirty.worldGross),
    imdbRating: votes !== null && votes >= fewestVotes ? (dirty.imdbRating ?? null) : null,
    imdbVotes: votes,
    tomatoRating: dirty.tomatoRating ?? null,
  }
}

/** The catalogue says 0 where it does not know. */
function wholeOrNull(value: unknown): number | null {
  const number = Number(value ?? Number.NaN)
  return Number.isInteger(number) && number > 0 ? number : null
}
