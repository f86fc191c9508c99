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
