import type { EvaluationContext } from '@triggerkit/core'
import { compileTemplate } from '../../../packages/core/src/template/compile-template.ts'
import type { Contestant, Running } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { contexts } from '../fixture/contexts.ts'
import { type TextEngine, textEngines, textOf } from '../fixture/text-engines.ts'
import { writeByHand } from '../fixture/write-by-hand.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

type Render = (context: EvaluationContext) => unknown

const forms = 64

/** 64 different bodies of a webhook, and 64 different texts. */
export const templateContestants: Record<string, Contestant> = {
  'template/by-hand': contestant(
    (index) => writeByHand('event, record, timestamp, user', sourceOf(index)),
    lengthOfBody,
  ),
  'template/compiled': contestant((index) => {
    const { render } = compileTemplate({
      event: 'order.{{event}}',
      [`order_${index}`]: '{{record.id}}',
      text: 'Order {{record.id}} of {{record.email}}: {{record.total}} in {{record.country}}',
      customer: { email: '{{record.email}}', by: '{{user.id}}' },
      at: '{{timestamp}}',
    })
    return render
  }, lengthOfBody),
  ...Object.fromEntries(Object.entries(textEngines).map(([name, engine]) => [`text/${name}`, textContestant(engine)])),
}

function sourceOf(index: number): string {
  return `{
    event: 'order.' + event,
    order_${index}: record.id,
    text: \`Order \${record.id} of \${record.email ?? ''}: \${record.total} in \${record.country}\`,
    customer: { email: record.email, by: user?.id },
    at: timestamp,
  }`
}

export const templateRows: RowGroup = async ({ quick }) => {
  const [bodyByHand, body, textByHand, text, ...rivals] = Object.keys(templateContestants) as [
    string,
    string,
    string,
    string,
  ]
  const plan = { operations: quick ? 100_000 : 500_000, rounds: 5, warmUps: 2, clock: 'process' } as const
  const bodies = await runContest({ ...plan, names: [bodyByHand, body] })
  const texts = await runContest({ ...plan, names: [textByHand, text, ...rivals] })
  const row = (timings: typeof bodies, what: string, ours: string, name: string): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    const isByHand = name.endsWith('/by-hand')
    return {
      what,
      ours: duration(figures.ours),
      reference: isByHand ? 'by hand in JavaScript' : name.split('/')[1]!,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      ...(isByHand
        ? { budget: 3, aim: 2, reason: 'no code is generated: columns are read, and keys stored, by name' }
        : {}),
    }
  }
  return [
    row(bodies, 'A webhook body of eight placeholders, 64 in the process', body, bodyByHand),
    ...[textByHand, ...rivals].map((name) => row(texts, 'A text of six placeholders, 64 in the process', text, name)),
  ]
}

/** Before anything is measured: every engine writes the same texts. */
function textContestant(engine: TextEngine): Contestant {
  return contestant(
    (index) => {
      const render = engine(index)
      for (const context of contexts) {
        if (render(context) !== textOf(index, context)) throw new Error(`Not the text by hand: ${render(context)}`)
      }
      return render
    },
    (text) => (text as string).length,
  )
}

function lengthOfBody(body: unknown): number {
  return (body as { text: string }).text.length
}

function contestant(create: (index: number) => Render, lengthOf: (rendered: unknown) => number): Contestant {
  return {
    async start(): Promise<Running> {
      const renders = Array.from({ length: forms }, (_, index) => create(index))
      return {
        async run(operations) {
          let length = 0
          for (let index = 0; index < operations; index++)
            length += lengthOf(renders[index % forms]!(contexts[index % contexts.length]!))
          if (length === 0) throw new Error('Nothing was rendered')
        },
        stop: async () => {},
      }
    },
  }
}
