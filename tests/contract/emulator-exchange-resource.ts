import type { Exchange } from './emulator-sdk-tour.ts';
import type { FieldTableName } from './twilio-field-table.ts';

const byPattern: readonly (readonly [pattern: RegExp, short: FieldTableName, service: FieldTableName])[] = [
  [/^\/Conversations(\/\w+)?$/, 'conversation', 'conversation'],
  [/^\/ConversationWithParticipants$/, 'conversation', 'conversation'],
  [/^\/Conversations\/\w+\/Messages(\/\w+)?$/, 'message', 'serviceMessage'],
  [/^\/Conversations\/\w+\/Messages\/\w+\/Receipts(\/\w+)?$/, 'receipt', 'serviceReceipt'],
  [/^\/Conversations\/\w+\/Participants(\/\w+)?$/, 'participant', 'serviceParticipant'],
  [/^\/Conversations\/\w+\/Webhooks(\/\w+)?$/, 'webhook', 'serviceWebhook'],
  [/^\/ParticipantConversations$/, 'participantConversation', 'participantConversation'],
  [/^\/Users(\/\w+)?$/, 'user', 'user'],
  [/^\/Users\/\w+\/Conversations(\/\w+)?$/, 'userConversation', 'userConversation'],
  [/^\/Roles(\/\w+)?$/, 'role', 'role'],
  [/^\/Services(\/\w+)?$/, 'service', 'service'],
  [/^\/Configuration$/, 'configuration', 'serviceConfiguration'],
  [/^\/Configuration\/Webhooks$/, 'webhookConfiguration', 'serviceWebhookConfiguration'],
];

/** Which resource an exchange was about. */
export function resourceOf({ path }: Exchange): FieldTableName {
  const below = path.replace(/^\/v1/, '');
  const nested = below.replace(/^\/Services\/\w+(?=\/)/, '');
  const found = byPattern.find(([pattern]) => pattern.test(nested));
  if (!found) throw new Error(`${path} is not in the table of patterns`);
  return nested === below ? found[1] : found[2];
}
