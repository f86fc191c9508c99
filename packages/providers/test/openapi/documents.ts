const text = { type: 'string' }
const ok = { '200': { description: 'It is done.' } }

/** As Stripe's: OpenAPI 3.0, forms with nested values, schemas that refer to themselves. */
export const payments: object = {
  openapi: '3.0.0',
  info: { title: 'Payments', version: '1' },
  servers: [{ url: 'https://payments.invalid' }],
  paths: {
    '/v1/customers': {
      post: {
        operationId: 'PostCustomers',
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              encoding: {
                metadata: { style: 'deepObject', explode: true },
                expand: { style: 'deepObject', explode: true },
                shipping: { style: 'deepObject', explode: true },
                raw: { contentType: 'application/json' },
              },
              schema: {
                type: 'object',
                additionalProperties: false,
                required: ['email'],
                properties: {
                  email: { type: 'string', format: 'email', maxLength: 40 },
                  balance: { type: 'integer', minimum: 0, exclusiveMinimum: true },
                  description: { type: 'string', nullable: true },
                  metadata: {
                    anyOf: [
                      { type: 'object', additionalProperties: text },
                      { enum: [''], type: 'string' },
                    ],
                  },
                  expand: { type: 'array', items: text },
                  tags: { type: 'array', items: text },
                  raw: { type: 'object' },
                  shipping: { $ref: '#/components/schemas/shipping' },
                },
              },
            },
          },
        },
        responses: {
          '200': {
            description: 'ok',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/customer' } } },
          },
        },
      },
    },
    '/v1/customers/{customer}': {
      parameters: [{ name: 'customer', in: 'path', required: true, schema: { type: 'string', maxLength: 30 } }],
      get: {
        operationId: 'GetCustomersCustomer',
        parameters: [
          { name: 'expand', in: 'query', style: 'deepObject', explode: true, schema: { type: 'array', items: text } },
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
          { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: text } },
        ],
        responses: ok,
      },
      delete: { operationId: 'DeleteCustomersCustomer', responses: ok },
    },
  },
  components: {
    schemas: {
      customer: { type: 'object', properties: { parent: { $ref: '#/components/schemas/customer' } } },
      shipping: {
        type: 'object',
        required: ['address'],
        properties: {
          name: text,
          address: { type: 'object', properties: { line1: text, lines: { type: 'array', items: { type: 'object' } } } },
        },
      },
    },
  },
}

/** OpenAPI 3.1 with JSON, a schema that refers to itself, and headers. */
export const crm: object = {
  openapi: '3.1.0',
  info: { title: 'CRM', version: '1' },
  servers: [{ url: '/api' }],
  paths: {
    '/orgs/{org}/contacts': {
      post: {
        operationId: 'createContact',
        parameters: [
          { name: 'org', in: 'path', required: true, schema: text },
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
          { name: 'X-Trace', in: 'header', schema: { type: 'string', minLength: 2 } },
        ],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Contact' } } },
        },
        responses: ok,
      },
    },
    '/files': {
      put: {
        operationId: 'upload_file',
        requestBody: { content: { 'multipart/form-data': { schema: { type: 'object' } } } },
        responses: ok,
      },
      get: { operationId: 'uploadFile', responses: ok },
    },
  },
  components: {
    schemas: {
      Contact: {
        type: 'object',
        required: ['id', 'name'],
        properties: {
          id: { type: 'string', readOnly: true },
          name: text,
          score: { type: ['number', 'null'] },
          born: { type: 'string', format: 'date' },
          tag: { $ref: '#/components/schemas/Tag' },
        },
      },
      Tag: {
        type: 'object',
        required: ['label'],
        properties: { label: text, children: { type: 'array', items: { $ref: '#/components/schemas/Tag' } } },
      },
    },
  },
}
