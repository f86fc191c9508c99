/** A nested write refers to rows that are not there, or not related: what Prisma itself says of it is what the caller gets. */
export class NestedMismatch extends Error {
  override readonly name = 'NestedMismatch'
}
