import { defineConfig } from '@triggerkit/cli'
import { openShop } from './src/engine.ts'

export default defineConfig({
  folder: process.env.SHOP_TRIGGERS ?? 'triggers',
  engine: async () => {
    const { triggers, database } = await openShop(process.env.SHOP_DATABASE ?? 'shop.sqlite')
    return { triggers, close: () => database.destroy() }
  },
})
