/** Writes what a Kafka client reads. */
export class WireWriter {
  readonly #parts: Buffer[] = []

  get bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }

  int8(value: number): this {
    return this.#add(1, (part) => part.writeInt8(value))
  }

  int16(value: number): this {
    return this.#add(2, (part) => part.writeInt16BE(value))
  }

  int32(value: number): this {
    return this.#add(4, (part) => part.writeInt32BE(value))
  }

  int64(value: bigint): this {
    return this.#add(8, (part) => part.writeBigInt64BE(value))
  }

  unsignedVar(value: number): this {
    let left = value
    while (left >= 0x80) {
      this.raw(Buffer.from([(left & 0x7f) | 0x80]))
      left >>>= 7
    }
    return this.raw(Buffer.from([left]))
  }

  raw(bytes: Buffer): this {
    this.#parts.push(bytes)
    return this
  }

  text(value: string): this {
    const bytes = Buffer.from(value)
    return this.int16(bytes.length).raw(bytes)
  }

  compactText(value: string | undefined): this {
    return this.compactBytes(value === undefined ? undefined : Buffer.from(value))
  }

  compactBytes(value: Buffer | undefined): this {
    return value === undefined ? this.unsignedVar(0) : this.unsignedVar(value.length + 1).raw(value)
  }

  compactArray<T>(values: readonly T[], writeOne: (value: T) => unknown): this {
    this.unsignedVar(values.length + 1)
    for (const value of values) writeOne(value)
    return this
  }

  /** No tagged fields. */
  tags(): this {
    return this.unsignedVar(0)
  }

  #add(length: number, write: (part: Buffer) => unknown): this {
    const part = Buffer.alloc(length)
    write(part)
    return this.raw(part)
  }
}
