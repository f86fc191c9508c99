import { EntitySchema } from 'typeorm'

export interface OrderItem {
  movieId: number
  quantity: number
  /** Triggers fill in what the shop knows of the film. */
  title?: string
  price?: number
}

export interface Order {
  id: number
  number: string
  email: string
  status: 'placed' | 'confirmed' | 'cancelled'
  items: OrderItem[]
  /** Cents. */
  total: number
  confirmedAt: string | null
  cancelledAt: string | null
}

export const OrderEntity: EntitySchema<Order> = new EntitySchema<Order>({
  name: 'Order',
  tableName: 'orders',
  columns: {
    id: { type: 'integer', primary: true, generated: true },
    number: { type: 'varchar', unique: true },
    email: { type: 'varchar' },
    status: { type: 'varchar', default: 'placed' },
    items: { type: 'simple-json' },
    total: { type: 'integer' },
    confirmedAt: { type: 'varchar', nullable: true },
    cancelledAt: { type: 'varchar', nullable: true },
  },
})
