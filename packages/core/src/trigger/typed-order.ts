import type { ObjectId } from 'bson'
import type { Decimal } from 'decimal.js'

export declare enum Priority {
  Low = 'low',
  High = 'high',
}

/** JSON as Prisma types it. */
type Json = string | number | boolean | null | { [key: string]: Json } | Json[]

/** Rows of every shape that types can take, for type tests only. */
export interface Order {
  id: number
  status: 'new' | 'paid'
  priority: Priority
  total: number
  price: Decimal
  count: bigint
  note?: string | null
  open: boolean | null
  createdAt: Date
  ref: ObjectId
  bytes: Buffer
  tags: string[]
  address: { city: string; zip?: string; geo?: { lat: number; lon: number } }
  items: { name: string; quantity: number }[]
  meta: unknown
  json: Json
  labels: Record<string, string>
  sizes: Map<string, number>
  customer?: Customer | null
}

/** Refers to itself and back to `Order`, as entities with relations do; a class with methods, as active records are. */
export declare class Customer {
  id: number
  name: string
  orders: Order[]
  referrer?: Customer
  lastOrder: Promise<Order>
  save(): Promise<this>
}
