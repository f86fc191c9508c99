import type { MongooseWrite } from './mongoose-write.ts'

const inPlaceOf: Readonly<Record<string, string>> = {
  updateOne: 'findOneAndUpdate',
  replaceOne: 'findOneAndReplace',
  deleteOne: 'findOneAndDelete',
  findOneAndUpdate: 'findOneAndUpdate',
  findOneAndReplace: 'findOneAndReplace',
  findOneAndDelete: 'findOneAndDelete',
}

/** The method that writes the one document of a call and gives it as it was before; undefined where a look of its own is needed. */
export function methodInOne({ method, options, inBulk }: MongooseWrite['call']): string | undefined {
  const asksForMore =
    options.upsert === true || options.includeResultMetadata === true || options.projection !== undefined
  const isUnacknowledged = (options.writeConcern as { w?: unknown } | undefined)?.w === 0 || options.w === 0
  return inBulk !== undefined || asksForMore || isUnacknowledged ? undefined : inPlaceOf[method]
}

/** Servers tell by which command a write failed; the caller has asked for another one. */
export function asOfUpdate(error: unknown): void {
  const prefix = /^Plan executor error during findAndModify :: caused by :: /
  const told = error as { message?: string; errorResponse?: { errmsg?: string; message?: string } } | null
  if (typeof told?.message !== 'string' || !prefix.test(told.message)) return
  told.message = told.message.replace(prefix, '')
  const response = told.errorResponse
  for (const name of ['errmsg', 'message'] as const)
    if (typeof response?.[name] === 'string') response[name] = response[name].replace(prefix, '')
}
