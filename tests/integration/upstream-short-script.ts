import { ServiceTwilio } from '../../src/messaging/service-twilio.ts';

/** What a user's script looks like: nothing but the service keeps it alive. Arguments: base URL, account sid, auth token, id. */
const [baseUrl = '', accountSid = '', authToken = '', conversationId = ''] = process.argv.slice(2);
const service = new ServiceTwilio(accountSid, authToken, { baseUrl });
await service.startUp();
const conversation = await service.getConversation(conversationId);
await service.shutDown();
process.stdout.write(conversation.id);
