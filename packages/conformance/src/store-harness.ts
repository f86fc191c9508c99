import type { StoreScope, TriggerStore } from '@triggerkit/core'

/** A store of definitions under test, in a place of its own. */
export interface StoreHarness {
  /** `sqlStore() postgres, typeorm 1` */
  name: string
  /** Whether it has `watch`. */
  watches: boolean
  /** Whether anybody but the store itself reaches what it keeps: `spoil` is there then. */
  spoils: boolean
  setup(): Promise<StoreBench>
}

/** One store, made once and emptied before each test. */
export interface StoreBench {
  store: TriggerStore
  /** The same one as another process has it, over a connection of its own; absent where there cannot be one. */
  other?: TriggerStore
  /** Removes all definitions and their history. */
  clear(): Promise<void>
  /**
   * Makes what is stored under a tag unreadable, as a hand or a newer program might; what the problem has to say.
   */
  spoil?(scope: StoreScope, tag: string): Promise<RegExp>
  teardown(): Promise<void>
}
