/** Why a request may not be sent. */
export interface EgressRefusal {
  rule: 'deny' | 'metadata' | 'port' | 'closed' | 'address' | 'header' | 'runtime'
  /** What is in the way, and how to mend it. Holds no address that a name was resolved to: whoever wrote the definition may read it. */
  reason: string
  cause?: unknown
}

/** A refusal on its way through an HTTP client; whoever sends the request makes an `HttpError` of it. */
export class EgressRefused extends Error {
  readonly code: string = 'EGRESS_REFUSED'
  readonly refusal: EgressRefusal

  constructor(refusal: EgressRefusal) {
    super(refusal.reason)
    this.refusal = refusal
  }
}
