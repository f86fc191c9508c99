import type { EvaluationContext } from '@triggerkit/core'
import { compileTemplate } from '../../../packages/core/src/template/compile-template.ts'
import type { Contestant, Running } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { contexts } from '../fixture/contexts.ts'
import { writeByHand } from '../fixture/write-by-hand.ts'
import type { RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

type Render = (context: EvaluationContext) => unknown

const forms = 64

/** 64 different bodies of a webhook. */
export const templateContestants: Record<string, Contestant> = {
  'template/by-hand': contestant((index) => writeByHand('event, record, timestamp, user', sourceOf(index))),
  'template/compiled': contestant((index) => {
    const { render } = compileTemplate({
      event: 'order.{{event}}',
      [`order_${index}`]: '{{record.id}}',
      text: 'Order {{record.id}} of {{record.email}}: {{record.total}} in {{record.country}}',
      customer: { email: '{{record.email}}', by: '{{user.id}}' },
      at: '{{timestamp}}',
    })
    return (context) => render(context)
  }),
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
  const [reference, ours] = Object.keys(templateContestants) as [string, string]
  const timings = await runContest({
    names: [reference, ours],
    operations: quick ? 100_000 : 500_000,
    rounds: 5,
    warmUps: 2,
    clock: 'process',
  })
  const figures = ratioOf(timings, ours, reference)
  return [
    {
      what: 'A webhook body of eight placeholders, 64 in the process',
      ours: duration(figures.ours),
      reference: 'by hand in JavaScript',
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      budget: 3,
      aim: 2,
    },
  ]
}

function contestant(create: (index: number) => Render): Contestant {
  return {
    async start(): Promise<Running> {
      const renders = Array.from({ length: forms }, (_, index) => create(index))
      return {
        async run(operations) {
          let length = 0
          for (let index = 0; index < operations; index++) {
            const body = renders[index % forms]!(contexts[index % contexts.length]!) as { text: string }
            length += body.text.length
          }
          if (length === 0) throw new Error('Nothing was rendered')
        },
        stop: async () => {},
      }
    },
  }
}
