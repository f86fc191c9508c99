export type { AgentProvider } from './agent-provider.ts'
export type { AppProvider } from './app-provider.ts'
export type { BrokerProvider, PublishOptions } from './broker-provider.ts'
export type { CacheProvider } from './cache-provider.ts'
export type { Callback, CallbackProvider } from './callback-provider.ts'
export type {
  Email,
  EmailAddress,
  EmailAttachment,
  EmailMessage,
  EmailMessages,
  EmailProvider,
} from './email-provider.ts'
export type { FallbackProvider } from './fallback-provider.ts'
export type { MessagePart } from './message-part.ts'
export type { Provider, ProviderCall } from './provider.ts'
export { ProviderError } from './provider-error.ts'
export type { ProviderFamilies, ProviderFamily } from './provider-family.ts'
export type { Providers } from './provider-registry.ts'
export type { Push, PushMessage, PushProvider } from './push-provider.ts'
export type { QuotaAnswer, QuotaProvider, QuotaUse } from './quota-provider.ts'
export type { Sms, SmsMessage, SmsProvider } from './sms-provider.ts'
export type { StorageProvider } from './storage-provider.ts'
export type { WorkflowProvider } from './workflow-provider.ts'
