import { createHash } from 'node:crypto'
import type { Quota } from './quotas-options.ts'

/** How far the clocks of processes may be apart: so much longer than its window a count is kept. */
const clockSkewSeconds = 60

/** The window that is open now, of one user's quota. */
export interface QuotaWindow {
  /** A window has a key of its own, so that what is given back never reaches the next one. */
  readonly key: string
  readonly keepSeconds: number
  /** Milliseconds until the next one. */
  readonly endsInMs: number
}

export function windowOf(name: string, { durationSeconds }: Quota, user: string | undefined, now: number): QuotaWindow {
  const durationMs = durationSeconds * 1_000
  const number = Math.floor(now / durationMs)
  const endsInMs = (number + 1) * durationMs - now
  const keepSeconds = Math.ceil(endsInMs / 1_000) + clockSkewSeconds
  return { key: `${userKey(name, user)}:${number}`, keepSeconds, endsInMs }
}

/** Whose quota: a digest, for keys may be long, have any character, and be personal. */
export function userKey(name: string, user: string | undefined): string {
  return user === undefined ? name : `${name}:${digest([user])}`
}

/** That something was taken, for one idempotency key. */
export function markerKey(name: string, user: string | undefined, idempotencyKey: string): string {
  return `${name}:${digest([user ?? null, idempotencyKey])}`
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
