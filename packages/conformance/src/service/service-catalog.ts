/** A server that tests may need. Each is taken from its environment variable, else from the standard port of this machine. */
export type ServiceName = 'postgres' | 'mariadb' | 'redis' | 'rabbitmq' | 'mosquitto' | 'nats'

export interface ServiceEntry {
  /** How people call it. */
  title: string
  /** The environment variable that names another place. */
  variable: string
  /** Where it is when the variable is not set: what `npm run services` starts. */
  url: string
}

export const SERVICE_CATALOG: Readonly<Record<ServiceName, ServiceEntry>> = {
  postgres: { title: 'PostgreSQL', variable: 'POSTGRES_URL', url: 'postgres://postgres@127.0.0.1:5432/postgres' },
  mariadb: { title: 'MariaDB', variable: 'MARIADB_URL', url: 'mysql://root@127.0.0.1:3306' },
  redis: { title: 'Redis', variable: 'REDIS_URL', url: 'redis://127.0.0.1:6379' },
  rabbitmq: { title: 'RabbitMQ', variable: 'AMQP_URL', url: 'amqp://guest:guest@127.0.0.1:5672' },
  mosquitto: { title: 'Mosquitto', variable: 'MQTT_URL', url: 'mqtt://127.0.0.1:1883' },
  nats: { title: 'NATS', variable: 'NATS_URL', url: 'nats://127.0.0.1:4222' },
}

export function serviceUrl(name: ServiceName): string {
  const { variable, url } = SERVICE_CATALOG[name]
  return process.env[variable] || url
}
