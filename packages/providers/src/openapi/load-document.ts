import { type Egress, readResponse, sendRequest } from '@triggerkit/core/adapter'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { OpenApiDocument } from './openapi-document.ts'
import type { OpenApiApp } from './openapi-options.ts'
import { toRequestSchemas } from './to-request-schemas.ts'

interface Parser {
  validate(document: object | string, options: object): Promise<object>
}

const loadMs = 60_000

/**
 * The document, checked against the OpenAPI specification, with its references resolved and its schemas as those of requests. Addresses are read
 * through the application's egress.
 */
export async function loadDocument(app: OpenApiApp, egress: Egress): Promise<OpenApiDocument> {
  const { document, externalRefs = false } = app
  const parser = await loadParser()
  const http = new HttpResolver(egress)
  const resolve = { external: externalRefs, http: { order: 1, canRead: isHttp, read: http.read } }
  const options = { mutateInputSchema: false, resolve, dereference: { circular: 'ignore' } }
  const resolved = (await parser.validate(document, options).catch((error: unknown) => {
    throw http.failure ?? error
  })) as OpenApiDocument
  if (typeof resolved.openapi !== 'string' || !/^3\.[01]\./.test(resolved.openapi))
    throw new Error('it is no OpenAPI 3.0 or 3.1 document')
  return toRequestSchemas(resolved)
}

async function loadParser(): Promise<Parser> {
  const name = '@apidevtools/swagger-parser'
  const { default: parser } = await loadVendor('openApi()', name, () => import('@apidevtools/swagger-parser'))
  return parser as unknown as Parser
}

const isHttp = ({ url }: { url: string }): boolean => /^https?:\/\//i.test(url)

/** Reads documents that lie at an address. */
class HttpResolver {
  /** What went wrong: the parser tells a text of it only. */
  failure: unknown
  readonly #egress: Egress

  constructor(egress: Egress) {
    this.#egress = egress
  }

  readonly read = async ({ url }: { url: string }): Promise<string> => {
    try {
      return await this.#get(new URL(url))
    } catch (error) {
      this.failure = error
      throw error
    }
  }

  async #get(url: URL): Promise<string> {
    const sent = { method: 'GET', url, headers: {}, signal: AbortSignal.timeout(loadMs), origin: 'code' as const }
    const { status, body } = await readResponse(await sendRequest(this.#egress, sent), this.#egress.maxFileBytes, sent)
    if (status >= 200 && status < 300) return typeof body === 'string' ? body : JSON.stringify(body)
    const retryable = status >= 500 || status === 429
    throw Object.assign(new Error(`GET ${url.origin}${url.pathname} answered ${status}`), { status, retryable })
  }
}
