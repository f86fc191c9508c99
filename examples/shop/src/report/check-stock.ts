import type { DataSource } from 'typeorm'
import { type Check, count } from './check.ts'

/** A film's stock is what it began with, less what orders hold that are confirmed and not cancelled. */
export async function checkStock(database: DataSource): Promise<Check> {
  const wrong: { title: string; stock: number; initial: number; held: number }[] = await database.query(`
    WITH held AS (
      SELECT item.value ->> 'movieId' AS movieId, sum(item.value ->> 'quantity') AS quantity
      FROM orders, json_each(orders.items) AS item WHERE status = 'confirmed' GROUP BY 1
    ), expected AS (
      SELECT title, stock, CASE WHEN releaseDate >= '2000' THEN 5 ELSE 3 END AS initial, coalesce(quantity, 0) AS held
      FROM movies LEFT JOIN held ON held.movieId = movies.id
    )
    SELECT * FROM expected WHERE stock <> initial - held`)
  const [{ held }] = await database.query(`
    SELECT sum(item.value ->> 'quantity') AS held FROM orders, json_each(orders.items) AS item WHERE status = 'confirmed'`)
  const [{ restored }] = await database.query(`
    SELECT coalesce(sum(item.value ->> 'quantity'), 0) AS restored FROM orders, json_each(orders.items) AS item
    WHERE status = 'cancelled' AND confirmedAt IS NOT NULL`)
  return {
    holds: wrong.length === 0 && held > 0 && restored > 0,
    statement: `stock: ${count(held)} films held by confirmed orders, ${count(restored)} given back by a cancelled one`,
    details: wrong.map((film) => `${film.title}: ${film.stock} in stock, should be ${film.initial} - ${film.held}`),
  }
}
