import { EntitySchema } from 'typeorm'

export interface Movie {
  id: number
  title: string
  /** `1998-06-12` */
  releaseDate: string
  genre: string
  /** The American age rating: G, PG, PG-13, R, NC-17. */
  ageRating: string | null
  distributor: string | null
  director: string | null
  runningMinutes: number | null
  budget: number | null
  usGross: number | null
  worldGross: number | null
  /** 0 to 10. */
  imdbRating: number | null
  imdbVotes: number | null
  /** 0 to 100. */
  tomatoRating: number | null
  /** Cents. */
  price: number
  stock: number
}

const text = { type: 'varchar' } as const
const textOrNull = { type: 'varchar', nullable: true } as const
const integerOrNull = { type: 'integer', nullable: true } as const

export const MovieEntity: EntitySchema<Movie> = new EntitySchema<Movie>({
  name: 'Movie',
  tableName: 'movies',
  columns: {
    id: { type: 'integer', primary: true, generated: true },
    title: text,
    releaseDate: text,
    genre: text,
    ageRating: textOrNull,
    distributor: textOrNull,
    director: textOrNull,
    runningMinutes: integerOrNull,
    budget: integerOrNull,
    usGross: integerOrNull,
    worldGross: integerOrNull,
    imdbRating: { type: 'float', nullable: true },
    imdbVotes: integerOrNull,
    tomatoRating: integerOrNull,
    price: { type: 'integer' },
    stock: { type: 'integer' },
  },
})
