import { escapeHtml } from '../provider/message-part.ts'
import { toText } from '../template/to-text.ts'
import { revealed } from './variable-view.ts'

/** What the frame of a template needs to know of the rendering that it is part of. */
export interface FrameOptions {
  escapes: boolean
  /** The layout to use unless the template says otherwise. */
  layout?: string
  /** What the templates inside this one, its layout's children, have put into blocks. */
  blocks: ReadonlyMap<string, string>
  include(name: string, data: object | undefined): string
}

/** One run of a template: what it has printed, and the functions that its code can call. Compiled code knows its members by name. */
export class TemplateFrame {
  /** What is printed so far. */
  res = ''
  /** Of the tag that runs. */
  line = 1
  layoutName: string | undefined
  layoutData: object | undefined
  /** Blocks that it has filled for its layout. */
  readonly filled: Map<string, string> = new Map()
  readonly #options: FrameOptions

  constructor(options: FrameOptions) {
    this.#options = options
    this.layoutName = options.layout
  }

  at(line: number): this {
    this.line = line
    return this
  }

  /** `<%= value %>` */
  set print(value: unknown) {
    const text = textOf(value)
    this.res += this.#options.escapes ? escapeHtml(text) : text
  }

  /** `<%~ value %>` */
  set raw(value: unknown) {
    this.res += textOf(value)
  }

  readonly include = (name: unknown, data?: object): string => this.#options.include(String(name), data)

  readonly layout = (name: unknown, data?: object): void => {
    this.layoutName = String(name)
    this.layoutData = data
  }

  /** Fills a block of the layout, where there is one; else prints what the block was filled with, or what it holds by itself. */
  readonly block = (name: unknown, content?: () => void): string => {
    const key = String(name)
    if (this.layoutName === undefined) return this.#options.blocks.get(key) ?? (content ? this.capture(content) : '')
    if (content) this.filled.set(key, this.capture(content))
    return ''
  }

  /** What is printed meanwhile, as a text. */
  readonly capture = (content: () => void): string => {
    const printed = this.res
    this.res = ''
    try {
      content()
      return this.res
    } finally {
      this.res = printed
    }
  }

  readonly output = (value: unknown): void => {
    this.raw = value
  }
}

/** undefined is never meant to be printed: null is the value that is empty. */
function textOf(value: unknown): string {
  if (value === undefined)
    throw new TypeError('it prints undefined; where nothing is meant, print null or an empty text')
  return toText(revealed(value))
}
