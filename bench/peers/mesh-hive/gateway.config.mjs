/** Hive as it comes, or with what it offers against refusals. */
import { defineConfig } from '@graphql-hive/gateway';

const isTuned = process.env['TUNED'] === '1';

export const gatewayConfig = defineConfig({
  logging: 'error',
  ...(isTuned ? { jit: true, upstreamRetry: { maxRetries: 5, retryDelay: 200, retryDelayFactor: 1.5 } } : {}),
});
