import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { EntitySchema } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { allDatabases, type OpenedDatabase, openDatabase } from './fixture/open-database.ts'

interface Plot {
  region: number
  plot: string
  parentRegion: number | null
  parentPlot: string | null
}

/** A composite key that refers to its own table: the database follows it to any depth. */
const PlotEntity = new EntitySchema<Plot>({
  name: 'Plot',
  tableName: 'plots',
  columns: {
    region: { type: 'int', primary: true },
    plot: { type: 'varchar', length: 20, primary: true },
    parentRegion: { type: 'int', nullable: true },
    parentPlot: { type: 'varchar', length: 20, nullable: true },
  },
  relations: {
    parent: {
      type: 'many-to-one',
      target: 'Plot',
      nullable: true,
      onDelete: 'CASCADE',
      joinColumn: [
        { name: 'parentRegion', referencedColumnName: 'region' },
        { name: 'parentPlot', referencedColumnName: 'plot' },
      ],
    },
  },
} as never)

interface Tree {
  id: number
  region: number | null
  plot: string | null
}

const TreeEntity = new EntitySchema<Tree>({
  name: 'Tree',
  tableName: 'trees',
  columns: {
    id: { type: 'int', primary: true },
    region: { type: 'int', nullable: true },
    plot: { type: 'varchar', length: 20, nullable: true },
  },
  relations: {
    home: {
      type: 'many-to-one',
      target: 'Plot',
      nullable: true,
      onDelete: 'SET NULL',
      joinColumn: [
        { name: 'region', referencedColumnName: 'region' },
        { name: 'plot', referencedColumnName: 'plot' },
      ],
    },
  },
} as never)

const DEPTH = 6

describe.each(allDatabases)('ON DELETE on $name', (database) => {
  let opened: OpenedDatabase | undefined
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  async function open(): Promise<{ opened: OpenedDatabase; seen: string[]; veto: { of?: string } }> {
    const engine = createTriggers()
    opened = await openDatabase(database, {
      entities: [PlotEntity, TreeEntity],
      subscribers: [triggers(engine)],
      connections: 3,
    })
    const { dataSource } = opened
    const plots = Array.from({ length: DEPTH }, (_, n) => ({
      region: n % 2,
      plot: `p${n}`,
      parentRegion: n === 0 ? null : (n - 1) % 2,
      parentPlot: n === 0 ? null : `p${n - 1}`,
    }))
    for (const plot of [...plots, { region: 9, plot: 'other', parentRegion: null, parentPlot: null }])
      await dataSource.getRepository(PlotEntity).insert(plot)
    await dataSource.getRepository(TreeEntity).insert([
      { id: 1, region: 1, plot: 'p5' },
      { id: 2, region: 9, plot: 'other' },
    ])
    const seen: string[] = []
    const veto: { of?: string } = {}
    engine.register('Plot', {
      name: 'plots',
      events: ['beforeDelete', 'afterDelete'],
      actions: [
        Trigger.custom(({ event, record, reject }) => {
          if (event === 'afterDelete') seen.push(`-${String(record.plot)}`)
          else if (record.plot === veto.of) reject('stays')
        }),
      ],
    })
    engine.register('Tree', {
      name: 'trees',
      events: ['afterUpdate'],
      actions: [
        Trigger.custom(
          ({ record, previousRecord, changedFields }) =>
            void seen.push(`${String(previousRecord?.plot)}>${String(record.plot)} ${changedFields.join()}`),
        ),
      ],
    })
    return { opened, seen, veto }
  }

  test('R17 cascades over composite keys, to any depth', async () => {
    const {
      opened: { dataSource },
      seen,
    } = await open()
    await dataSource.getRepository(PlotEntity).delete({ region: 0, plot: 'p0' })
    expect([...seen].sort()).toEqual(['-p0', '-p1', '-p2', '-p3', '-p4', '-p5', 'p5>null region,plot'])
  })

  test('R17 a child far down blocks the delete of its parent', async () => {
    const {
      opened: { dataSource },
      seen,
      veto,
    } = await open()
    veto.of = 'p5'
    await expect(dataSource.getRepository(PlotEntity).delete({ region: 0, plot: 'p0' })).rejects.toThrow('stays')
    expect(await dataSource.getRepository(PlotEntity).count()).toBe(DEPTH + 1)
    expect(seen).toEqual([])
  })

  test('R17 a cascade in a transaction that rolls back is not heard of', async () => {
    const {
      opened: { dataSource },
      seen,
    } = await open()
    const write = dataSource.transaction(async (manager) => {
      await manager.getRepository(PlotEntity).delete({ plot: 'p2' })
      throw new Error('rolls back')
    })
    await expect(write).rejects.toThrow('rolls back')
    expect(seen).toEqual([])
    expect(await dataSource.getRepository(PlotEntity).count()).toBe(DEPTH + 1)
  })
})
