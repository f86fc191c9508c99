/** What a client of the package twilio has to offer. */
export interface TwilioLike {
  readonly accountSid: string
  /** Who it signs in as: the account, or an API key (`SK…`). */
  readonly username?: string
  readonly messages: {
    create(message: TwilioMessage): Promise<TwilioReceipt>
    list(options: { limit: number; pageSize: number }): Promise<unknown>
  }
  readonly api: { readonly v2010: { accounts(sid: string): { fetch(): Promise<{ status: string }> } } }
}

/** A message in Twilio's terms. */
export interface TwilioMessage {
  to: string
  body: string
  from?: string
  messagingServiceSid?: string
  statusCallback?: string
}

/** What Twilio says of a message that it has taken. */
export interface TwilioReceipt {
  sid: string
  /** `queued`, `accepted`, `sent`; `failed` where it knows already. */
  status: string
  errorCode?: number | null
  errorMessage?: string | null
}
