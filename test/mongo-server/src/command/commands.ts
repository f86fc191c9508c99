import { aggregate, count, distinct } from './aggregate.ts'
import { bulkWrite } from './bulk-write.ts'
import {
  create,
  createIndexes,
  drop,
  dropDatabase,
  dropIndexes,
  listCollections,
  listDatabases,
  listIndexes,
} from './catalog-commands.ts'
import type { Command } from './command.ts'
import { deleteCommand } from './delete.ts'
import { find, getMore, killCursors } from './find.ts'
import { findAndModify } from './find-and-modify.ts'
import { buildInfo, hello, ping } from './hello.ts'
import { insert } from './insert.ts'
import { abortTransaction, commitTransaction, endSessions, refreshSessions } from './session-commands.ts'
import { update } from './update.ts'

/** Every command that this server does. */
export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['hello', hello],
  ['isMaster', hello],
  ['ismaster', hello],
  ['ping', ping],
  ['buildInfo', buildInfo],
  ['insert', insert],
  ['update', update],
  ['delete', deleteCommand],
  ['findAndModify', findAndModify],
  ['bulkWrite', bulkWrite],
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['aggregate', aggregate],
  ['count', count],
  ['distinct', distinct],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['listDatabases', listDatabases],
  ['listCollections', listCollections],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['endSessions', endSessions],
  ['refreshSessions', refreshSessions],
  ['commitTransaction', commitTransaction],
  ['abortTransaction', abortTransaction],
  [
    'configureFailPoint',
    {
      fields: ['mode', 'data'],
      run: ({ failPoint, body }) => {
        failPoint.configure(body)
        return { ok: 1 }
      },
    },
  ],
])
