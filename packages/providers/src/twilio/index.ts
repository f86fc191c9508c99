export type { SmsOutcome, SmsResult } from './sms-result.ts'
export { twilio } from './twilio.ts'
export type { TwilioLike, TwilioMessage, TwilioReceipt } from './twilio-like.ts'
export type { TwilioOptions } from './twilio-options.ts'
