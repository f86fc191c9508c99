import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'agents()',
    subpath: 'ai',
    family: 'agent',
    vendor: ['ai'],
    confirmed: 'the model has given its answer; a tool that failed is told to the model, and stands in `toolCalls`',
    idempotency:
      'given to each tool, with the tool, a digest of its input and a count: the same for the same call in another attempt. The model itself is asked again, and paid again',
    retried:
      'no answer, 408, 409, 429 (`Retry-After` is kept to) and 5xx of the API; an answer that does not fit the schema',
    final:
      'an agent that is not known, a missing or wrong key, a model that is not there, other 4xx, the limits of steps and tokens, an answer that is cut off or was refused',
    limits:
      '10 steps, 50 calls of tools and 100,000 tokens a run unless the agent says otherwise, looked at after each step; tools with a JSON Schema need `ajv`',
    bulk: 'one run each',
    tried:
      'the mock model of the AI SDK 6, and an HTTP server speaking OpenAI’s `/v1/chat/completions` through `@ai-sdk/openai-compatible`; no live model',
  },
]
