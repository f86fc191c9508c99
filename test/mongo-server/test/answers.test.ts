import * as driver7 from 'mongodb'
import * as driver6 from 'mongodb-6'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerOf } from './fixture/answer-case.ts'
import { bsonCases } from './fixture/bson-cases.ts'
import { filterCases } from './fixture/filter-cases.ts'
import { type OpenClient, openClient } from './fixture/open-client.ts'
import { readCases } from './fixture/read-cases.ts'
import { updateCases } from './fixture/update-cases.ts'

const drivers = { 'driver 7': driver7, 'driver 6': driver6 as unknown as typeof driver7 }

for (const [name, driver] of Object.entries(drivers)) {
  describe(`answers to the official ${name}`, () => {
    let open: OpenClient
    beforeAll(async () => {
      open = await openClient({}, driver.MongoClient)
    })
    afterAll(() => open.close())

    for (const { name, seed = [], run, expected } of [
      ...filterCases,
      ...bsonCases(driver),
      ...updateCases,
      ...readCases,
    ]) {
      test(name, async () => {
        const collection = open.client.db('answers').collection('documents')
        await collection.deleteMany({})
        if (seed.length > 0) await collection.insertMany(seed)
        expect(JSON.stringify(await answerOf(() => run(collection)))).toBe(JSON.stringify(expected))
      })
    }
  })
}
