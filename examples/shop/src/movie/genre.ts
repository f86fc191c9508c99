import { EntitySchema } from 'typeorm'

export interface Genre {
  name: string
  /** How many films are of it; triggers keep it. */
  movies: number
}

export const GenreEntity: EntitySchema<Genre> = new EntitySchema<Genre>({
  name: 'Genre',
  tableName: 'genres',
  columns: { name: { type: 'varchar', primary: true }, movies: { type: 'integer', default: 0 } },
})
