/** What is used of an OpenAPI document whose references are resolved; those of recursive schemas stay. */
export interface OpenApiDocument {
  openapi: string
  servers?: readonly OpenApiServer[]
  paths?: Readonly<Record<string, OpenApiPath>>
}

export interface OpenApiServer {
  url: string
  variables?: Readonly<Record<string, { default?: string }>>
}

type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch'

export interface OpenApiPath extends Partial<Record<Method, OpenApiOperation>> {
  parameters?: readonly OpenApiParameter[]
  servers?: readonly OpenApiServer[]
}

export interface OpenApiOperation {
  operationId?: string
  parameters?: readonly OpenApiParameter[]
  requestBody?: { required?: boolean; content?: Readonly<Record<string, OpenApiMediaType>> }
  servers?: readonly OpenApiServer[]
}

export interface OpenApiParameter {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  style?: string
  explode?: boolean
  schema?: object
  content?: Readonly<Record<string, OpenApiMediaType>>
}

export interface OpenApiMediaType {
  schema?: object
  encoding?: Readonly<Record<string, { contentType?: string; style?: string; explode?: boolean }>>
}

export const methods: readonly Method[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']
