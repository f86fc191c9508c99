import { createHash } from 'node:crypto'

/** 32 characters that URLs may have, the same for all attempts of one action: by it a repeated notification takes the place of the first. */
export function notificationTag(idempotencyKey: string): string {
  return createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, 32)
}
