/** Where in an HTML text a value stands: between tags, inside a tag, in a quoted attribute, or where text is code. */
export type HtmlPlace =
  | { kind: 'text' }
  | { kind: 'tag' }
  | { kind: 'code'; element: string }
  | { kind: 'attribute'; name: string }

/** Reads an HTML text piece by piece, each character once, and knows where it has come to. */
export class HtmlScanner {
  #state: 'text' | 'comment' | 'tag' | 'value' = 'text'
  /** The element whose text is code, while inside it. */
  #code: string | undefined
  /** What was read of the tag, outside of quotes. */
  #tag = ''
  #quote = ''
  #recent = ''

  get place(): HtmlPlace {
    if (this.#state === 'value') return { kind: 'attribute', name: attributeOf(this.#tag) }
    if (this.#state === 'tag') return { kind: 'tag' }
    return this.#code === undefined ? { kind: 'text' } : { kind: 'code', element: this.#code }
  }

  read(html: string): void {
    for (const character of html) this.#read(character)
  }

  #read(character: string): void {
    this.#recent = (this.#recent + character).slice(-10).toLowerCase()
    if (this.#state === 'tag') this.#readInTag(character)
    else if (this.#state === 'value') {
      if (character === this.#quote) this.#state = 'tag'
    } else if (this.#state === 'comment') {
      if (this.#recent.endsWith('-->')) this.#state = 'text'
    } else this.#readInText()
  }

  #readInText(): void {
    if (this.#code !== undefined) {
      if (!this.#recent.endsWith(`</${this.#code}`)) return
      this.#code = undefined
      this.#begin(`/`)
    } else if (this.#recent.endsWith('<!--')) this.#state = 'comment'
    else if (/<[a-z/?]$/.test(this.#recent)) this.#begin(this.#recent.slice(-1))
  }

  #begin(tag: string): void {
    this.#state = 'tag'
    this.#tag = tag
  }

  #readInTag(character: string): void {
    if (character === '>') {
      this.#state = 'text'
      const [element] = /^(?:script|style)(?=[\s/]|$)/.exec(this.#tag) ?? []
      this.#code = element
    } else if ((character === '"' || character === "'") && /=\s*$/.test(this.#tag.slice(-20))) {
      this.#state = 'value'
      this.#quote = character
    } else this.#tag = shortened(this.#tag + character.toLowerCase())
  }
}

/** The tag's name and the attribute that was read last are all that is asked of it. */
function shortened(tag: string): string {
  return tag.length > 400 ? tag.slice(0, 20) + tag.slice(-100) : tag
}

function attributeOf(tag: string): string {
  return /([^\s"'<>/=]{1,40})\s*=\s*$/.exec(tag.slice(-80))?.[1] ?? ''
}
