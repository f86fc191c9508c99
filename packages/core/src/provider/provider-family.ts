import type { AgentProvider } from './agent-provider.ts'
import type { AppProvider } from './app-provider.ts'
import type { BrokerProvider } from './broker-provider.ts'
import type { CacheProvider } from './cache-provider.ts'
import type { CallbackProvider } from './callback-provider.ts'
import type { EmailProvider } from './email-provider.ts'
import type { FallbackProvider } from './fallback-provider.ts'
import type { PushProvider } from './push-provider.ts'
import type { QuotaProvider } from './quota-provider.ts'
import type { SmsProvider } from './sms-provider.ts'
import type { StorageProvider } from './storage-provider.ts'
import type { WorkflowProvider } from './workflow-provider.ts'

/** The contract of each family of providers. */
export interface ProviderFamilies {
  email: EmailProvider
  sms: SmsProvider
  push: PushProvider
  callback: CallbackProvider
  broker: BrokerProvider
  cache: CacheProvider
  storage: StorageProvider
  workflow: WorkflowProvider
  action: AppProvider
  agent: AgentProvider
  quota: QuotaProvider
  fallback: FallbackProvider
}

export type ProviderFamily = keyof ProviderFamilies

export const providerFamilies: readonly ProviderFamily[] = [
  'email',
  'sms',
  'push',
  'callback',
  'broker',
  'cache',
  'storage',
  'workflow',
  'action',
  'agent',
  'quota',
  'fallback',
]

/** The four that `notification.*` actions go to. */
export const notificationFamilies: readonly ProviderFamily[] = ['email', 'sms', 'push', 'callback']

export function isProviderFamily(name: string): name is ProviderFamily {
  return (providerFamilies as readonly string[]).includes(name)
}
