import { expect, test } from 'vitest'
import type { RawClient } from '../client/raw-client.ts'
import { PrismaSchema } from './prisma-schema.ts'

const text = `
model Kept {
  id Int @id
}

model Loose {
  label String? @unique
}

model Looser {
  label String
}

model Ignored {
  label String

  @@ignore
}
`

const clientOf = (inlineSchema: string): RawClient =>
  ({ _engineConfig: { inlineSchema, activeProvider: 'sqlite' } }) as RawClient

test('models without a key are an error that names them all', () => {
  const open = (): PrismaSchema => new PrismaSchema(clientOf(text))
  expect(open).toThrow(/rows of Loose, Looser apart.*@@ignore/)
  expect(open).toThrow(expect.objectContaining({ code: 'KEY_MISSING' }))
})

test('the values of an enum are known as the client has them; those of a list are not', () => {
  const schema = new PrismaSchema(
    clientOf(`
enum Level {
  low  @map("LOW")
  high
}

model Item {
  id     Int     @id
  level  Level   @default(low)
  other  Level?
  levels Level[]
  label  String
}
`),
  )
  const { columns } = schema.find('Item').schema
  const values = [...columns].flatMap(([name, column]) => (column.values ? [[name, column.values]] : []))
  expect(Object.fromEntries(values)).toEqual({ level: ['low', 'high'], other: ['low', 'high'] })
})
