import type { DataSource } from 'typeorm'
import { type Check, count } from './check.ts'

/** Every row that was read is in the table or among the rejected, and what is in the table is clean. */
export async function checkImport(database: DataSource, read: number): Promise<Check[]> {
  const [{ imported }] = await database.query(
    `SELECT count(*) AS imported FROM witness WHERE "table" = 'Movie' AND operation = 'insert'`,
  )
  const reasons: { reason: string; code: string; rows: number }[] = await database.query(
    'SELECT code, reason, count(*) AS "rows" FROM rejected_rows GROUP BY code, reason ORDER BY "rows" DESC, code',
  )
  const rejected = reasons.reduce((sum, { rows }) => sum + rows, 0)
  return [
    {
      holds: read === imported + rejected && imported > 0,
      statement: `${count(read)} rows read = ${count(imported)} imported + ${count(rejected)} rejected`,
      details: reasons.map(({ code, reason, rows }) => `${count(rows).padStart(5)} ${code}: ${reason}`),
    },
    await checkClean(database),
  ]
}

const dirt = {
  'a title that is no text': `typeof(title) <> 'text' OR trim(title) = ''`,
  'a date that is no ISO day of 1900 to 2011': `releaseDate NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' OR releaseDate NOT BETWEEN '1900' AND '2012'`,
  'a rating off its scale': 'imdbRating NOT BETWEEN 0 AND 10 OR tomatoRating NOT BETWEEN 0 AND 100',
  'a genre that is not listed': 'genre NOT IN (SELECT name FROM genres)',
}

async function checkClean(database: DataSource): Promise<Check> {
  const found: string[] = []
  for (const [name, condition] of Object.entries(dirt)) {
    const [{ dirty }] = await database.query(`SELECT count(*) AS dirty FROM movies WHERE ${condition}`)
    if (dirty > 0) found.push(`${count(dirty)} with ${name}`)
  }
  const statement = 'titles are text, dates are ISO, ratings are on their scale, genres are known'
  return { holds: found.length === 0, statement, details: found }
}
