import { bulkContestants } from '../row/bulk-audit.ts'
import { conditionContestants } from '../row/condition.ts'
import { lookUpContestants } from '../row/look-up.ts'
import { memoryContestants } from '../row/memory.ts'
import { mongooseBulkContestants } from '../row/mongoose/bulk.ts'
import { mongooseOneDocumentContestants } from '../row/mongoose/one-document.ts'
import { mongooseUntriggeredContestants } from '../row/mongoose/untriggered.ts'
import { oneRowContestants } from '../row/one-row-audit.ts'
import { prismaBulkContestants } from '../row/prisma/bulk.ts'
import { prismaNestedContestants } from '../row/prisma/nested-create.ts'
import { prismaOneRowContestants } from '../row/prisma/one-row.ts'
import { prismaUntriggeredContestants } from '../row/prisma/untriggered.ts'
import { providerBulkContestants } from '../row/provider/bulk.ts'
import { queueBulkContestants } from '../row/queue/append-bulk.ts'
import { queueAppendContestants } from '../row/queue/append-one.ts'
import { queueClaimContestants } from '../row/queue/claim.ts'
import { queueDrainContestants } from '../row/queue/drain.ts'
import { queueLatencyContestants } from '../row/queue/latency.ts'
import { sameTableContestants } from '../row/same-table.ts'
import { telemetryContestants } from '../row/telemetry.ts'
import { templateContestants } from '../row/template.ts'
import { untriggeredContestants } from '../row/untriggered-write.ts'
import type { Contestant } from './contestant.ts'

/** All that can run in a process of its own, by name. */
export const contestants: Readonly<Record<string, Contestant>> = {
  ...untriggeredContestants,
  ...lookUpContestants,
  ...sameTableContestants,
  ...oneRowContestants,
  ...bulkContestants,
  ...memoryContestants,
  ...telemetryContestants,
  ...conditionContestants,
  ...templateContestants,
  ...prismaUntriggeredContestants,
  ...prismaOneRowContestants,
  ...prismaNestedContestants,
  ...prismaBulkContestants,
  ...providerBulkContestants,
  ...queueAppendContestants,
  ...queueBulkContestants,
  ...queueDrainContestants,
  ...queueLatencyContestants,
  ...queueClaimContestants,
  ...mongooseUntriggeredContestants,
  ...mongooseOneDocumentContestants,
  ...mongooseBulkContestants,
}
