/** Codes of what is final for a device token or a notification, the same for every provider of the family. */
export const pushCode = {
  /** The device does not take notifications by this token any more. */
  tokenGone: 'PUSH_TOKEN_GONE',
  /** It is no token, or one of another application. */
  tokenInvalid: 'PUSH_TOKEN_INVALID',
  tooLarge: 'PUSH_TOO_LARGE',
  /** The service does not take the application's own credentials. */
  credentials: 'PUSH_CREDENTIALS',
} as const
