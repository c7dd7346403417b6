import type { CallOptions } from './conversations-api.ts';
import { parseDefaultChatServiceSid, parseServiceConfiguration } from './payloads/configuration.ts';
import { pathKey } from './path-key.ts';
import { createSharedReads } from './shared-reads.ts';
import { callTwilio } from './twilio-call.ts';
import type { ConversationsV1, ServiceContext } from './twilio-client.ts';

/** Knows, or finds out, which Conversations Service the gateway works on. */
export interface ServiceLocator {
  /** The service where it is known. */
  known(): ServiceContext | undefined;
  /** The service; asks Twilio for the account's default one at most once, whatever the number of callers. */
  service(call?: CallOptions): Promise<ServiceContext>;
  /** Proves with one call that the account takes the credentials and has the service. */
  verify(call?: CallOptions): Promise<void>;
}

/** @param options.chatServiceSid the configured service; undefined for the account's default */
export function createServiceLocator(options: {
  readonly v1: ConversationsV1;
  readonly chatServiceSid: string | undefined;
}): ServiceLocator {
  const { v1 } = options;
  const questions = createSharedReads<ServiceContext>();
  let known = options.chatServiceSid === undefined ? undefined : serviceContext(v1, options.chatServiceSid);

  async function ask(call: CallOptions): Promise<ServiceContext> {
    const sid = await callTwilio({
      kind: 'read',
      options: call,
      send: () => v1.configuration().fetch(),
      parse: parseDefaultChatServiceSid,
    });
    known = serviceContext(v1, sid);
    return known;
  }

  const locator: ServiceLocator = {
    known: () => known,
    async service(call = {}) {
      if (known !== undefined) return known;
      const { priority = 'userRead', signal } = call;
      return questions.read({ key: 'default', scope: 'account', priority, signal }, (shared) =>
        ask({ priority, signal: shared }),
      );
    },
    async verify(call) {
      if (known === undefined) {
        await locator.service(call);
        return;
      }
      const service = known;
      await callTwilio({
        kind: 'read',
        options: call,
        send: () => service.configuration().fetch(),
        parse: parseServiceConfiguration,
      });
    },
  };
  return locator;
}

function serviceContext(v1: ConversationsV1, sid: string): ServiceContext {
  return v1.services(pathKey(sid, 'service'));
}
