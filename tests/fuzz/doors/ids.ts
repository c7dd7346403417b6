import { GatewayError } from '../../../src/errors.ts';
import {
  conversationId,
  type GlobalId,
  messageId,
  parseId,
  participantId,
  userId,
} from '../../../src/graphql/global-id.ts';
import { type Door, Violation } from '../door.ts';

const conversationSid = `CH${'1'.repeat(32)}`;

/** Ids of nodes, altered and made up: what is taken is the one id of what it names. */
export const idDoor: Door = {
  name: 'id',
  async open() {
    const made = [
      conversationId(conversationSid),
      messageId({ conversationSid, sid: `IM${'2'.repeat(32)}` }),
      participantId({ conversationSid, sid: `MB${'3'.repeat(32)}` }),
      userId('alice'),
    ];
    return {
      atOnce: 1,
      async try(source) {
        const id = source.pick([
          () => source.mutate(source.pick(made)),
          () => source.text(),
          () => Buffer.from(source.pick(['c', 'm', 'p', 'u', 'x']) + source.text()).toString('base64url'),
          () => source.pick(made),
        ])();
        let named: GlobalId;
        try {
          named = parseId(id);
        } catch (error) {
          if (error instanceof GatewayError && error.code === 'BAD_USER_INPUT') return 'refused';
          throw error;
        }
        if (idOf(named) === id) return 'taken';
        throw new Violation(`${JSON.stringify(id)} names the same as ${idOf(named)}`);
      },
      close: async () => [],
    };
  },
};

function idOf(named: GlobalId): string {
  switch (named.type) {
    case 'Conversation':
      return conversationId(named.sid);
    case 'Message':
      return messageId(named);
    case 'Participant':
      return participantId({ conversationSid: named.conversationSid, sid: named.participant });
    case 'User':
      return userId(named.identity);
  }
}
