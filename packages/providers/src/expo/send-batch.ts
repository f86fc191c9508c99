import type { BatchResult } from '../batch/batcher.ts'
import { fetchReason } from '../failure/fetch-reason.ts'
import { shownToken } from '../push/shown-token.ts'
import type { ExpoLike, ExpoMessage, ExpoTicket } from './expo-like.ts'

/** The errors of the client, as far as they are needed. */
export interface ExpoRequestError {
  message?: unknown
  /** Expo's: `UNAUTHORIZED`, or the system's. */
  code?: unknown
  statusCode?: unknown
  details?: unknown
}

/**
 * Sends notifications as one request. Where Expo refuses the whole for something in it (a notification that it does not take, devices of several
 * projects) nothing was sent, and it is sent again in parts, so that each has an answer of its own.
 */
export async function sendBatch(
  client: ExpoLike,
  items: readonly ExpoMessage[],
  timeoutMs: number,
): Promise<BatchResult<ExpoTicket>[]> {
  try {
    const tickets = await within(timeoutMs, client.sendPushNotificationsAsync([...items]))
    return tickets.map((value) => ({ value }))
  } catch (error) {
    const parts = partsOf(items, error as ExpoRequestError)
    if (parts === undefined) return items.map(() => ({ error: withoutTokens(error as ExpoRequestError, items) }))
    const results = new Map<ExpoMessage, BatchResult<ExpoTicket>>()
    for (const part of parts) {
      const answers = await sendBatch(client, part, timeoutMs)
      part.forEach((item, index) => results.set(item, answers[index]!))
    }
    return items.map((item) => results.get(item)!)
  }
}

function partsOf(
  items: readonly ExpoMessage[],
  { statusCode, details }: ExpoRequestError,
): ExpoMessage[][] | undefined {
  if (items.length < 2 || (statusCode !== 400 && statusCode !== 413)) return undefined
  const byProject = groupsOf(items, details)
  if (byProject.length > 1) return byProject
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

/** The error of devices of several projects says which belong together: `{ '@owner/project': [token, …] }`. */
function groupsOf(items: readonly ExpoMessage[], details: unknown): ExpoMessage[][] {
  if (typeof details !== 'object' || details === null) return []
  const projects = Object.values(details).map((tokens) => new Set<unknown>(Array.isArray(tokens) ? tokens : []))
  const groups = new Map<number, ExpoMessage[]>()
  for (const item of items) {
    const project = projects.findIndex((tokens) => tokens.has(item.to))
    groups.set(project, [...(groups.get(project) ?? []), item])
  }
  return [...groups.values()]
}

/** The same error, for all the calls of the batch: none of them gets to know the devices of others. */
function withoutTokens(error: ExpoRequestError, items: readonly ExpoMessage[]): Error {
  let text = fetchReason(error) ?? String(error.message ?? error)
  for (const { to } of items) text = text.replaceAll(to, shownToken(to))
  text = text.replaceAll(/Expo(?:nent)?PushToken\[[^\]]*\]/g, shownToken)
  const { code, statusCode } = error
  return Object.assign(new Error(text, { cause: (error as Error).cause }), { code, statusCode })
}

/** The client takes no signal, and waits for an answer for minutes. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`Expo gave no answer in ${timeoutMs} ms`), { code: 'ETIMEDOUT' })
    timer = setTimeout(() => reject(error), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
