import { type Dialect, DummyDriver, Kysely } from 'kysely'

/** Kysely without a connection: it makes statements, and the ORM sends them. */
export function createCompiler(dialect: Omit<Dialect, 'createDriver'>): Kysely<unknown> {
  return new Kysely<unknown>({
    dialect: {
      createDriver: () => new DummyDriver(),
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (database) => dialect.createIntrospector(database),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  })
}
