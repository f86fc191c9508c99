/** What a client of expo-server-sdk has to offer. */
export interface ExpoLike {
  sendPushNotificationsAsync(messages: ExpoMessage[]): Promise<ExpoTicket[]>
  getPushNotificationReceiptsAsync(ids: string[]): Promise<unknown>
}

/** A notification in Expo's terms, for one device. */
export interface ExpoMessage {
  to: string
  title?: string
  subtitle?: string
  body?: string
  data?: Record<string, unknown>
  sound?: string | null
  /** Seconds that it is kept for a device that is not there. */
  ttl?: number
  priority?: 'default' | 'normal' | 'high'
  interruptionLevel?: 'active' | 'critical' | 'passive' | 'time-sensitive'
  badge?: number
  /** Of Android. */
  channelId?: string
  categoryId?: string
  mutableContent?: boolean
  richContent?: { image?: string }
}

/** What Expo says of one notification. */
export type ExpoTicket =
  | { status: 'ok'; id: string }
  | { status: 'error'; message: string; details?: { error?: string } }
