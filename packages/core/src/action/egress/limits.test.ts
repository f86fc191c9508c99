import type { ServerResponse } from 'node:http'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Egress } from './egress.ts'
import { failureOf, sendAs } from './fixture/send.ts'
import { startWebServer, type WebServer } from './fixture/web-server.ts'

let server: WebServer
let egress: Egress
let url: string

beforeEach(async () => {
  server = await startWebServer('127.0.0.1')
  egress = new Egress({ allow: ['127.0.0.1'], ports: ['1024-65535'], maxResponseBytes: 100_000 })
  url = `http://127.0.0.1:${server.port}/`
})
afterEach(() => Promise.all([egress.close(), server.close()]))

const timeUp = new Error('time is up')

/** Sends it, and ends it when the server has done what it does first; resolves when the server has seen the connection end. */
async function endedBySignal(answer: (response: ServerResponse) => void): Promise<unknown> {
  const controller = new AbortController()
  const closed = new Promise((resolve) => {
    server.answer = (request, response) => {
      request.socket.once('close', resolve)
      answer(response)
      setTimeout(() => controller.abort(timeUp), 50)
    }
  })
  const error: unknown = await sendAs(egress, 'stored', { url }, controller.signal).catch((thrown: unknown) => thrown)
  await closed
  return error
}

describe("R46 an answer's time", () => {
  it('R46 a server that never answers', async () => {
    expect(await endedBySignal(() => undefined)).toBe(timeUp)
  })

  it('R46 a server that drips its header', async () => {
    let timer: NodeJS.Timeout | undefined
    const dripping = (response: ServerResponse): void => {
      response.socket!.write('HTTP/1.1 200 OK\r\n')
      timer = setInterval(() => response.socket?.write('X-Drip: 1\r\n'), 5)
    }
    expect(await endedBySignal(dripping)).toBe(timeUp)
    clearInterval(timer)
  })

  it('R46 a server that drips its body', async () => {
    let timer: NodeJS.Timeout | undefined
    const dripping = (response: ServerResponse): void => {
      timer = setInterval(() => response.write('x'), 5)
    }
    expect(await endedBySignal(dripping)).toBe(timeUp)
    clearInterval(timer)
  })

  it('R46 a server that drips a compressed body', async () => {
    const bytes = gzipSync('x'.repeat(50_000))
    const dripping = (response: ServerResponse): void => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.write(bytes.subarray(0, 20))
    }
    expect(await endedBySignal(dripping)).toBe(timeUp)
  })

  it('R46 a redirect whose body does not end, to a server that never answers', async () => {
    const controller = new AbortController()
    server.answer = (request, response) => {
      if (request.url === '/') response.writeHead(307, { location: '/next' }).write('x'.repeat(1_000))
      else setTimeout(() => controller.abort(timeUp), 30)
    }
    await expect(sendAs(egress, 'stored', { url }, controller.signal)).rejects.toBe(timeUp)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(server.requests).toHaveLength(2)
  })

  it('R46 a look-up that does not end', async () => {
    const slow = new Egress({ resolve: () => new Promise(() => undefined) })
    const work = sendAs(slow, 'stored', { url: 'http://slow.test/' }, AbortSignal.timeout(30))
    await expect(work).rejects.toMatchObject({ name: 'TimeoutError' })
    await slow.close()
  })
})

describe("R46 an answer's size", () => {
  it('R46 a body without end is read as far as the limit', async () => {
    const closed = new Promise((resolve) => {
      server.answer = (request, response) => {
        request.socket.once('close', resolve)
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
          response.once('drain', more)
        }
        more()
      }
    })
    expect(await failureOf(sendAs(egress, 'stored', { url }))).toMatchObject({
      code: 'HTTP_RESPONSE_TOO_LARGE',
      retryable: false,
      message: 'The answer has more than 100000 bytes: see `egress.maxResponseBytes`.',
    })
    await closed
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ])('R46 a bomb in %s goes off no further than the limit', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(64 * 1_048_576))
    server.answer = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb)
    expect(bomb.length).toBeLessThan(70_000)
    const before = process.memoryUsage().arrayBuffers
    const error = await failureOf(sendAs(egress, 'stored', { url }))
    expect(error.code).toBe('HTTP_RESPONSE_TOO_LARGE')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576)
  })

  it('R46 what is compressed within the limit is read', async () => {
    const bytes = gzipSync('y'.repeat(100_000))
    server.answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes)
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'y'.repeat(100_000) })
  })

  it('R46 a header larger than the limit', async () => {
    server.answer = (_request, response) => response.writeHead(200, { 'x-large': 'x'.repeat(9_000) }).end('ok')
    expect(await sendAs(egress, 'stored', { url })).toMatchObject({ body: 'ok' })
    const small = new Egress({ allow: ['127.0.0.1'], ports: ['1024-65535'], maxHeaderBytes: 8_192 })
    expect(await failureOf(sendAs(small, 'stored', { url }))).toMatchObject({
      code: 'HTTP_RESPONSE_TOO_LARGE',
      retryable: false,
    })
    await small.close()
  })

  it.each(['gzip', 'deflate', 'br'])('R46 a body that is no %s', async (encoding) => {
    server.answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end('no such thing')
    expect(await failureOf(sendAs(egress, 'stored', { url }))).toMatchObject({ code: 'HTTP_FAILED' })
  })

  it('R46 an answer that breaks off is an error that another attempt may mend', async () => {
    server.answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
      setTimeout(() => request.socket.destroy(), 20)
    }
    const error = await failureOf(sendAs(egress, 'stored', { url }))
    expect(error).toMatchObject({ code: 'HTTP_FAILED', retryable: true })
    expect(error.message).toMatch(/^The answer broke off: /)
  })
})
