import { type Clock, systemClock } from '../action/clock.ts'
import type { Row } from '../change/change.ts'
import { describeValue } from '../errors/describe-value.ts'
import { messageOf } from '../errors/to-error.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import type { GeneralProvider } from '../provider/general-provider.ts'
import type { ProviderCall } from '../provider/provider.ts'
import { ProviderError } from '../provider/provider-error.ts'
import type { ProviderFamilies, ProviderFamily } from '../provider/provider-family.ts'
import { compileTemplate } from '../template/compile-template.ts'
import { missingValues } from '../template/missing-value.ts'
import { clearMatchingEntries } from './clear-matching-entries.ts'
import { ductapeActions } from './ductape-actions.ts'
import { judgeAnswer, meansNo } from './ductape-answer.ts'
import type { DuctapeCall } from './ductape-call.ts'
import { ductapeProviders } from './ductape-providers.ts'
import { type BoundFunction, findFunction } from './find-function.ts'

/** Where the instance's primitives are looked for; what is absent, the instance knows itself. */
export interface DuctapePlace {
  product?: string
  env?: string
  clock?: Clock
}

/** An instance of Ductape's SDK as what does the actions of every family. */
export class DuctapeInstance implements GeneralProvider {
  readonly #instance: object
  readonly #place: Row
  readonly #clock: Clock

  /** @throws TriggerkitError of code `DUCTAPE_INVALID` where it is no object. */
  constructor(instance: object, { product, env, clock = systemClock }: DuctapePlace = {}) {
    if (instance === null || (typeof instance !== 'object' && typeof instance !== 'function')) throw invalid(instance)
    this.#instance = instance
    this.#place = { product, env }
    this.#clock = clock
  }

  provide<F extends ProviderFamily>(family: F, input: Row): ProviderFamilies[F] {
    return ductapeProviders({
      input,
      now: () => this.#clock.now(),
      perform: (type, values, call) => this.#perform(type, values, call),
    })[family]
  }

  /** Names the calls that were looked for, and what to do. */
  problemOf(type: string): string | undefined {
    const calls = ductapeActions[type]?.calls
    if (calls === undefined) return `A Ductape instance has no such primitive: add a provider of your own.`
    const unread: string[] = []
    const onUnreadable = (path: string, thrown: unknown): void => {
      unread.push(`\`${path}\` cannot be read: ${messageOf(thrown)}`)
    }
    if (calls.some((call) => this.#functionsOf(call, onUnreadable) !== undefined)) return undefined
    const looked = calls.map((call) => pathsOf(call).join(' with '))
    const reasons = unread.length === 0 ? '' : ` (${[...new Set(unread)].join('; ')})`
    return (
      `The Ductape instance has none of the calls that do it: ${looked.join(', ')}${reasons}. Give setDuctapeInstance an initialised ` +
      'instance of the SDK that has one of them, or a provider of your own: see docs/ductape.md.'
    )
  }

  async #perform(type: string, values: Row, call: ProviderCall): Promise<unknown> {
    const { calls, answer } = ductapeActions[type]!
    for (const each of calls) {
      const functions = this.#functionsOf(each)
      if (functions === undefined) continue
      call.signal.throwIfAborted()
      const given = { ...this.#place, ...values, idempotencyKey: call.idempotencyKey }
      if (each.eachKey !== undefined) {
        const [list, clear] = functions as [BoundFunction, BoundFunction]
        return clearMatchingEntries(
          (page) => list(argumentOf(each, { ...given, page })),
          (key) => clear(argumentOf(each.eachKey!, { ...given, key })),
          String(values.pattern),
          call.signal,
        )
      }
      const first = judgeAnswer(answer, await functions[0]!(argumentOf(each, given)), each.path, values, this.#clock)
      if (each.next === undefined || meansNo(answer, first)) return first
      call.signal.throwIfAborted()
      const further = await functions[1]!(argumentOf(each.next, { ...given, answer: first }))
      return judgeAnswer(answer, further, each.next.path, { ...values, amount: 0 }, this.#clock)
    }
    throw new ProviderError({ code: 'PROVIDER_MISSING', message: this.problemOf(type)!, retryable: false })
  }

  /** The functions of a call and of the one that follows it; undefined where one is not there. */
  #functionsOf(
    call: DuctapeCall,
    onUnreadable?: (path: string, thrown: unknown) => void,
  ): readonly BoundFunction[] | undefined {
    const functions = pathsOf(call).map((path) => findFunction(this.#instance, path, onUnreadable))
    return functions.includes(undefined) ? undefined : (functions as BoundFunction[])
  }
}

function pathsOf({ path, next, eachKey }: DuctapeCall): string[] {
  return [path, next, eachKey].flatMap((part) => (typeof part === 'object' ? part.path : (part ?? [])))
}

function argumentOf({ path, argument }: DuctapeCall, values: Row): Row {
  const rendered = compileTemplate(argument).render(values) as Row
  if (missingValues(rendered).some(({ placeholder }) => placeholder === 'answer.data')) {
    throw new ProviderError({
      code: 'DUCTAPE_ANSWER',
      message: `Ductape's ${path} cannot be called: what was read before has no \`data\`.`,
    })
  }
  return rendered
}

function invalid(instance: unknown): TriggerkitError {
  return new TriggerkitError({
    code: 'DUCTAPE_INVALID',
    message:
      `setDuctapeInstance takes an instance of Ductape's SDK, found ${describeValue(instance, 80)}. ` +
      'Give it `new Ductape({ … })` itself, or null to take the instance away.',
  })
}
