import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { type AgentOptions, agents } from '@triggerkit/providers/ai'
import { z } from 'zod'
import { chatKey, startChatServer } from './server/chat-server.ts'
import { startSilentServer } from './server/silent-server.ts'

const wrongKey = 'sk-chat-wr0ng-fedcba98'
const triedOn = 'an HTTP server speaking /v1/chat/completions, AI SDK 6'

runProviderSuite({ name: 'agents()', family: 'agent', triedOn, setup })

async function setup(): Promise<ProviderBench> {
  const [chat, secure, gone, silent] = await Promise.all([
    startChatServer(),
    startChatServer({ tls: true }),
    startChatServer(),
    startSilentServer(),
  ])
  await gone.close()
  const huge = (text: unknown): boolean => JSON.stringify(text).includes('a huge one')
  chat.answer = ({ messages }) =>
    huge(messages) ? { status: 413, error: 'too many tokens' } : { text: `You asked ${messages.length}.` }
  const create = ({
    url = chat.url,
    key = chatKey,
    model = 'small',
    ...more
  }: Partial<Record<'url' | 'key' | 'model', string>> & Partial<Omit<AgentOptions, 'model'>> = {}) => {
    const provider = createOpenAICompatible({ name: 'local', baseURL: url, apiKey: key })
    return agents({ support: { model: provider(model), ...more } })
  }
  const look = { description: 'Looks.', input: z.object({}), run: () => 'nothing' }
  return {
    create: () => create(),
    actions: [
      { action: Trigger.agent.run('support', 'Sort {{record.id}}.', { id: '{{record.id}}' }) },
      { action: Trigger.agent.run('ai:support', 'Sort it.') },
    ],
    arrived: () => chat.answered,
    failures: {
      down: {
        outcome: 'retry',
        create: () => create({ url: gone.url }),
        message: /could not have "support" answer.* runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => create({ key: wrongKey }),
        message: /API answered 401\. See that the model has a key/,
        status: 401,
      },
      tls: { outcome: 'retry', create: () => create({ url: secure.url }), message: /certificate/ },
      'too-large': {
        outcome: 'final',
        create: () => create(),
        action: { action: Trigger.agent.run('support', 'Sort a huge one.') },
        message: /answered 413: too many tokens\. Give it less `context`/,
        status: 413,
      },
      'unknown-target': {
        outcome: 'final',
        create: () => create(),
        action: { action: Trigger.agent.run('suport', 'Sort it.') },
        message: /knows no agent "suport"\. Did you mean "support"/,
        code: 'AGENT_UNKNOWN',
      },
      rejected: {
        outcome: 'final',
        create: () => create({ model: 'other', tools: { look } }),
        message: /answered 404: The model other does not exist\. See that there is such a model/,
        status: 404,
      },
    },
    silent: () => create({ url: `http://127.0.0.1:${silent.port}/v1` }),
    secrets: [chatKey, wrongKey],
    teardown: async () => {
      await Promise.all([chat.close(), secure.close(), silent.close()])
    },
  }
}
