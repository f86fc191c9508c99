/** A job's id of an idempotency key, the same for the same key alone. BullMQ takes no `:` and no whole number. */
export function toJobId(idempotencyKey: string): string {
  const id = idempotencyKey.replaceAll(/[%:]/g, encodeURIComponent)
  return `${Number.parseInt(id, 10)}` === id ? `%${id}` : id
}
