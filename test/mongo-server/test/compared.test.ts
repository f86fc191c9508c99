import * as driver from 'mongodb'
import { describe, expect, test } from 'vitest'
import { answerOf } from './fixture/answer-case.ts'
import { bsonCases } from './fixture/bson-cases.ts'
import { filterCases } from './fixture/filter-cases.ts'
import { openClient } from './fixture/open-client.ts'
import { readCases } from './fixture/read-cases.ts'
import { updateCases } from './fixture/update-cases.ts'

const uri = process.env.MONGODB_URI
const cases = [...filterCases, ...bsonCases(driver), ...updateCases, ...readCases]

describe('this server and a real one', () => {
  test.skipIf(uri === undefined)('give the same answers', async ({ task }) => {
    const ours = await openClient()
    const real = await new driver.MongoClient(uri!).connect()
    const database = `triggerkit_compared_${process.pid}`
    try {
      for (const { name, seed = [], run } of cases) {
        const answers = []
        for (const client of [ours.client, real]) {
          const collection = client.db(database).collection('documents')
          await collection.deleteMany({})
          if (seed.length > 0) await collection.insertMany(seed)
          answers.push(JSON.stringify(await answerOf(() => run(collection))))
        }
        expect(answers[0], name).toBe(answers[1])
      }
    } finally {
      await real.db(database).dropDatabase()
      await real.close()
      await ours.close()
    }
    Object.assign(task.meta, {
      told: `${cases.length} answers of the MongoDB test server are those of the server at MONGODB_URI`,
    })
  })

  test.runIf(uri === undefined)('are compared where MONGODB_URI names one', ({ task }) => {
    Object.assign(task.meta, {
      told: `The MongoDB test server's ${cases.length} answers were not compared with a real server's: set MONGODB_URI ("npm run services" starts one)`,
    })
  })
})
