import { EntitySchema } from 'typeorm'

export interface OrderItem {
  sku: string
  quantity: number
}

export interface Order {
  id: number
  order_number: string
  customer_email: string
  status: string
  total: number
  items: OrderItem[]
  shipping_address: string
  shipping_priority: string
  payment_intent_id: string | null
}

export interface Stock {
  sku: string
  quantity: number
}

export const OrderEntity: EntitySchema<Order> = new EntitySchema<Order>({
  name: 'orders',
  columns: {
    id: { type: 'integer', primary: true, generated: true },
    order_number: { type: 'varchar', unique: true },
    customer_email: { type: 'varchar' },
    status: { type: 'varchar' },
    total: { type: 'integer' },
    items: { type: 'simple-json' },
    shipping_address: { type: 'varchar' },
    shipping_priority: { type: 'varchar', default: 'normal' },
    payment_intent_id: { type: 'varchar', nullable: true },
  },
})

export const StockEntity: EntitySchema<Stock> = new EntitySchema<Stock>({
  name: 'stock',
  columns: {
    sku: { type: 'varchar', primary: true },
    quantity: { type: 'integer' },
  },
})
