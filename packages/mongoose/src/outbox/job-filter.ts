import type { JobFilter } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { toStoredText } from '../database/stored-text.ts'
import type { JobDocument } from './job-document.ts'

/** A filter of people as MongoDB's own; nothing in it is taken for an operator. */
export function toJobFilter(filter: JobFilter, cursor?: string): mongo.Filter<JobDocument> {
  const { ids, states, error, createdFrom, createdTo, finishedFrom, finishedTo, ...equal } = filter
  const all: mongo.Document[] = Object.entries(equal).flatMap(([name, value]) =>
    value === undefined ? [] : [{ [name]: { $eq: toStoredText(value) } }],
  )
  if (ids !== undefined) all.push({ _id: { $in: [...ids] } })
  if (cursor !== undefined) all.push({ _id: { $lt: cursor } })
  if (states !== undefined) all.push({ state: { $in: [...states] } })
  if (error !== undefined) all.push({ error: { $regex: escaped(toStoredText(error)), $options: 'i' } })
  all.push(...within('createdAt', createdFrom, createdTo), ...within('finishedAt', finishedFrom, finishedTo))
  return all.length === 0 ? {} : { $and: all }
}

function within(name: string, from: number | undefined, to: number | undefined): mongo.Document[] {
  return [
    ...(from === undefined ? [] : [{ [name]: { $gte: from } }]),
    ...(to === undefined ? [] : [{ [name]: { $lt: to } }]),
  ]
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
