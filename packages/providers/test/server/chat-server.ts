import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate } from '../fixture/certificate.ts'

/** What is asked of OpenAI's `POST /v1/chat/completions`. */
export interface ChatRequest {
  model: string
  messages: { role: string; content: unknown; tool_call_id?: string }[]
  tools?: { function: { name: string; parameters: unknown } }[]
  max_tokens?: number
}

export interface ChatAnswer {
  status?: number
  headers?: Record<string, string>
  error?: string
  text?: string
  toolCalls?: { name: string; input: object }[]
  finishReason?: string
}

/** A server that speaks OpenAI's protocol of chats, as many others do. It knows one key and one model, `small`. */
export interface ChatServer {
  /** For `baseURL`. */
  url: string
  requests: ChatRequest[]
  /** How often it has answered as a model does. */
  answered: number
  answer: (request: ChatRequest) => ChatAnswer
  close(): Promise<void>
}

export const chatKey = 'sk-chat-0123456789abcdef'
const usage = { prompt_tokens: 30, completion_tokens: 10, total_tokens: 40 }

export async function startChatServer({ tls = false }: { tls?: boolean } = {}): Promise<ChatServer> {
  const server = tls ? createTlsServer(certificate) : createServer()
  const chat: ChatServer = {
    url: '',
    requests: [],
    answered: 0,
    answer: () => ({ text: 'Hello.' }),
    close: async () => undefined,
  }
  server.on('request', async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { authorization = '' } = incoming.headers
    const request = (await read(incoming)) as ChatRequest
    chat.requests.push(request)
    const answer = judge(incoming.url ?? '', authorization, request) ?? chat.answer(request)
    const { status = 200, headers = {}, error } = answer
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
    if (status === 200) chat.answered++
    const body = status === 200 ? completionOf(request, answer) : { error: { message: error ?? 'no', type: 'error' } }
    outgoing.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  chat.url = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  chat.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return chat
}

function judge(url: string, authorization: string, { model }: ChatRequest): ChatAnswer | undefined {
  if (url !== '/v1/chat/completions') return { status: 404, error: `no ${url}` }
  if (authorization !== `Bearer ${chatKey}`)
    return { status: 401, error: `Incorrect API key provided: ${authorization}` }
  return model === 'small' ? undefined : { status: 404, error: `The model ${model} does not exist` }
}

function completionOf({ model }: ChatRequest, { text, toolCalls, finishReason }: ChatAnswer) {
  const calls = toolCalls?.map(({ name, input }, index) => ({
    id: `call-${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }))
  const message = { role: 'assistant', content: text ?? null, ...(calls && { tool_calls: calls }) }
  const choice = { index: 0, message, finish_reason: finishReason ?? (calls ? 'tool_calls' : 'stop') }
  return { id: 'chat-1', object: 'chat.completion', created: 1, model, choices: [choice], usage }
}

async function read(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString())
}
