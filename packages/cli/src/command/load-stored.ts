import { isTriggerkitError, type LoadReport, type Triggers } from '@triggerkit/core'

/** An error that the engine told of, and the tag of the trigger that it is about. */
export interface ToldError {
  readonly tag: string
  readonly error: Error
}

/** Runs `work` while what the engine tells `onError` is gathered instead: commands say it in their own way. */
export async function withTold<T>(
  triggers: Triggers,
  work: () => Promise<T>,
): Promise<{ result: T; told: ToldError[] }> {
  const { config } = triggers.getProcessor()
  const before = config.onError
  const told: ToldError[] = []
  config.onError = (error, _, { tag }) => {
    told.push({ tag, error })
  }
  try {
    return { result: await work(), told }
  } finally {
    config.onError = before
  }
}

/** Loads what is stored; undefined where the engine has no store. What is skipped is in the report alone. */
export async function loadStored(triggers: Triggers): Promise<LoadReport | undefined> {
  try {
    return (await withTold(triggers, () => triggers.load())).result
  } catch (error) {
    if (isTriggerkitError(error) && error.code === 'STORE_MISSING') return undefined
    throw error
  }
}
