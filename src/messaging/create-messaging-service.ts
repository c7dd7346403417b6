import { readMessagingEnvironment } from '../config/credentials.ts';
import type { MessagingService } from './messaging-service.ts';
import { ServiceMock } from './service-mock.ts';
import { ServiceTwilio } from './service-twilio.ts';

/**
 * The messaging service that the environment asks for: over the emulator when `MESSAGING_USE_MOCK` is `true`, over Twilio when
 * it is `false` or unset.
 * @throws GatewayError CONFIGURATION_INVALID for any other value, and for incomplete credentials.
 */
export function createMessagingService(): MessagingService {
  return readMessagingEnvironment().useMock ? new ServiceMock() : new ServiceTwilio();
}
