/** Stock graphql-ws with PubSub over the gateway's schema: every event is complete, so that nothing but fan-out is measured. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { PubSub } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const { payload } = JSON.parse(process.env['FRAME_TEXT'] ?? '{}');
const pubsub = new PubSub();
const sdl = readFileSync(new URL('../../../schema/generated/schema.graphql', import.meta.url), 'utf8');
const schema = buildSchema(sdl);
const field = schema.getSubscriptionType().getFields().conversationEvents;
field.subscribe = () => pubsub.asyncIterableIterator('events');

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    void pubsub.publish('events', payload.data);
    response.end();
  });
});
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(0, '127.0.0.1', () => console.log(`listens at port ${server.address().port}`));
