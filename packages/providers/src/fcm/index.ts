export { fcm } from './fcm.ts'
export type { FcmAuth } from './fcm-auth.ts'
export type { FcmMessage } from './fcm-message.ts'
export type { FcmCredentials, FcmOptions } from './fcm-options.ts'
