/** Encodes what is kept of a Job (its input, its context, its results and errors), such as to encrypt it. */
export interface JobCodec {
  /** Text in, text out; `decode(encode(text))` is `text`. What a process decodes another one may have encoded. */
  encode(text: string): string | Promise<string>
  decode(text: string): string | Promise<string>
}
