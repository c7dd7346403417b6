import { type ConfigMode, type Environment, loadConfig } from '../../../src/config/load-config.ts';
import { GatewayError } from '../../../src/errors.ts';

/** The least that serving needs. */
export const complete = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a'.repeat(32),
  PUBLIC_URL: 'https://chat.example.com',
  AUTH_JWT_SECRET: 's'.repeat(32),
} as const;

export function load(environment: Environment, mode: ConfigMode = 'production') {
  return loadConfig(environment, { mode });
}

/** The lines of the message with which loading fails. */
export function faultsOf(environment: Environment, mode: ConfigMode = 'production'): readonly string[] {
  try {
    load(environment, mode);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'CONFIGURATION_INVALID')
      return error.message.split('\n');
    throw error;
  }
  throw new Error('Expected the configuration to be refused.');
}
