import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'openApi()',
    subpath: 'openapi',
    family: 'action',
    vendor: ['@apidevtools/swagger-parser', 'ajv', 'ajv-formats'],
    confirmed: 'the server answered 2xx',
    idempotency:
      'header `Idempotency-Key` of every request but GET and HEAD; whether the server does it once is up to the server (Stripe does)',
    retried: 'no answer, 408, 409, 425, 429 (`Retry-After` is kept to) and 5xx; a document that cannot be fetched',
    final:
      'input that does not fit the operation (all of it at once, before anything is sent), an application or operation that is not known or not among `operations`, other 4xx, a document that is wrong, a redirect. A 2xx is done, whatever becomes of the rest of its answer (`isBodyOmitted`)',
    limits:
      'every operation of the document may be called, also by stored definitions, unless `operations` lists some; OpenAPI 3.0 and 3.1; bodies in JSON and forms, not `multipart/form-data`; no cookies; path parameters of style `simple`; answers up to `egress.maxResponseBytes` (1 MiB); `$ref`s to other documents only with `externalRefs`',
    bulk: 'one request each, connections are kept',
    tried: 'a local HTTP server, with a document like that of Stripe (3.0, forms) and one with JSON (3.1)',
  },
]
