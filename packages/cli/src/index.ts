export { type CliConfig, type ConnectedEngine, defineConfig } from './config/cli-config.ts'
