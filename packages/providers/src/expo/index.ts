export { expo } from './expo.ts'
export type { ExpoLike, ExpoMessage, ExpoTicket } from './expo-like.ts'
export type { ExpoOptions } from './expo-options.ts'
