import { AsyncLocalStorage } from 'node:async_hooks'
import { LockWaitError } from '@triggerkit/core/adapter'

/** What the asynchronous flow of an application holds open. */
interface OpenTransaction {
  of: SingleConnection
  /** Opened for triggers, not by the application. */
  ours: boolean
  isOpen: boolean
}

const flow = new AsyncLocalStorage<OpenTransaction>()

/**
 * SQLite's one connection, as Prisma's adapter shares it: transactions wait for each other, but what is sent outside any runs in whatever
 * transaction is open, and is rolled back with it. Ours must not be such a one (R8): while it is open, everything else waits.
 */
export class SingleConnection {
  /** While a transaction of ours is open; Prisma's adapter lets one transaction at a time begin. */
  #ours: Promise<void> | undefined

  /** Runs `open`, which opens a transaction of ours and does in `hold` what is to be done in it; held until all of it has ended. */
  async inOurs<T>(open: (hold: (body: () => Promise<T>) => Promise<T>) => Promise<T>): Promise<T> {
    this.assertNotHeldByCaller()
    let release: (() => void) | undefined
    const hold = (body: () => Promise<T>): Promise<T> => {
      this.#ours = new Promise((resolve) => {
        release = resolve
      })
      return this.#holding(true, body)
    }
    try {
      return await open(hold)
    } finally {
      if (release !== undefined) this.#ours = undefined
      release?.()
    }
  }

  /** Runs `body`, which opens a transaction of the application's. */
  inCallers<T>(body: () => Promise<T>): Promise<T> {
    return this.#holding(false, body)
  }

  /** An operation outside any transaction: at once, or once no transaction of ours is open. */
  async outside<T>(send: () => Promise<T>, what: string): Promise<T> {
    while (this.#ours !== undefined) {
      const held = flow.getStore()
      if (held?.of === this && held.isOpen && held.ours) throw new LockWaitError({ operation: what })
      await this.#ours
    }
    return send()
  }

  get isOurs(): boolean {
    return this.#ours !== undefined
  }

  /** A transaction that waits for one that its own caller has open would wait for ever. */
  assertNotHeldByCaller(): void {
    const held = flow.getStore()
    if (held?.of === this && held.isOpen) throw new LockWaitError({ operation: 'write with triggers' })
  }

  async #holding<T>(ours: boolean, body: () => Promise<T>): Promise<T> {
    const open: OpenTransaction = { of: this, ours, isOpen: true }
    try {
      return await flow.run(open, body)
    } finally {
      open.isOpen = false
    }
  }
}
