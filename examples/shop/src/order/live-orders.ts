import { WriteRejectedError } from '@triggerkit/core'
import { type DataSource, MoreThan } from 'typeorm'
import { type Movie, MovieEntity } from '../movie/movie.ts'
import { type Order, OrderEntity } from './order.ts'

export interface OrderLife {
  /** The order that asked for more than there is was refused. */
  greedyRefused: boolean
  /** The two orders of which the second could no longer be met were not confirmed. */
  raceRefused: boolean
}

const customers = ['ada', 'bela', 'chen', 'dora', 'emil', 'fumi']

/** Orders are placed, confirmed and cancelled; some of it goes wrong, as it does. */
export async function liveOrders(database: DataSource): Promise<OrderLife> {
  const orders = database.getRepository(OrderEntity)
  const movies = await database
    .getRepository(MovieEntity)
    .find({ where: { stock: MoreThan(4) }, order: { imdbRating: 'DESC', id: 'ASC' }, take: 8 })

  // Placed: one by one, and several in one call.
  const [own, ...others] = customers.map((customer, index) =>
    newOrder(index + 1, customer, [at(movies, index), at(movies, index + 1)]),
  )
  await orders.save(orders.create(own!))
  await orders.insert(others)
  const greedyRefused = await isRefused(orders.insert(newOrder(90, 'greta', [at(movies, 0)], 500)))

  // Confirmed: one as a loaded entity, the others by one statement.
  const first = await orders.findOneByOrFail({ number: numberOf(1) })
  first.status = 'confirmed'
  await orders.save(first)
  await orders.update({ status: 'placed' }, { status: 'confirmed' })

  // Cancelled: after it was confirmed, and before.
  await orders.update({ number: numberOf(2) }, { status: 'cancelled' })
  await orders.save(orders.create(newOrder(7, 'gus', [at(movies, 3)])))
  await orders.update({ number: numberOf(7) }, { status: 'cancelled' })

  // Undone: nobody ever hears of this order.
  await database
    .transaction(async (manager) => {
      await manager.insert(OrderEntity, newOrder(91, 'nobody', [at(movies, 4)]))
      await manager.update(OrderEntity, { number: numberOf(91) }, { status: 'confirmed' })
      throw new Error('The card was declined')
    })
    .catch(() => undefined)

  return { greedyRefused, raceRefused: await raceForTheLast(database, at(movies, 7)) }
}

/** Two orders for all that is left of a film: both can be placed, only one of them confirmed. */
async function raceForTheLast(database: DataSource, movie: Movie): Promise<boolean> {
  const orders = database.getRepository(OrderEntity)
  const { stock } = await database.getRepository(MovieEntity).findOneByOrFail({ id: movie.id })
  await orders.insert([newOrder(8, 'hana', [movie], stock), newOrder(9, 'ivo', [movie], stock)])
  await orders.update({ number: numberOf(8) }, { status: 'confirmed' })
  return orders.update({ number: numberOf(9) }, { status: 'confirmed' }).then(
    () => false,
    (error: Error) => error.message.includes('run out'),
  )
}

function newOrder(index: number, customer: string, movies: Movie[], quantity = 1): Partial<Order> {
  const items = movies.map(({ id }) => ({ movieId: id, quantity }))
  return { number: numberOf(index), email: `${customer}@example.com`, items }
}

function numberOf(index: number): string {
  return `F-${String(index).padStart(4, '0')}`
}

function at(movies: Movie[], index: number): Movie {
  return movies[index]!
}

async function isRefused(write: Promise<unknown>): Promise<boolean> {
  return write.then(
    () => false,
    (error: unknown) => WriteRejectedError.isInstance(error) && error.code === 'OUT_OF_STOCK',
  )
}
