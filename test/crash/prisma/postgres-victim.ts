import { sqlOutbox } from '@triggerkit/sql'
import { runVictim } from '../fixture/victim.ts'
import { openPrisma } from './open-prisma.ts'

await runVictim(openPrisma, sqlOutbox())
