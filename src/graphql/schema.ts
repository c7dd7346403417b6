import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import type { GraphqlContext } from './context.ts';
import { packageFile } from '../package-files.ts';
import type { Resolvers } from './generated/resolver-types.ts';
import { conversationResolvers } from './resolvers/conversation.ts';
import { eventResolvers } from './resolvers/events.ts';
import { inboxResolvers } from './resolvers/inbox.ts';
import { messageResolvers } from './resolvers/message.ts';
import { nodeResolvers } from './resolvers/node.ts';
import { pageInfo } from './resolvers/page-info.ts';
import { participantResolvers } from './resolvers/participant.ts';
import { userResolvers } from './resolvers/user.ts';
import { noteViewerDependence } from './viewer-dependence.ts';
import { cursorScalar, dateTimeScalar, eventCursorScalar, jsonScalar, urlScalar } from './scalars.ts';

/** Types and resolvers of a user's own, merged into the graph. */
export interface SchemaExtension {
  /**
   * SDL, usually `extend type …`. Events of a conversation are executed once for all who ask the same of them, unless they ask for a
   * field of yours: whose answer is the same for all members may say so by `@viewerDependent(if: false)`.
   */
  readonly typeDefs: string;
  /** Resolvers by type and field; the context is the gateway's, so that `context.domain` answers for the viewer. */
  readonly resolvers: ResolverMap;
}

/** Resolvers by type and field, as graphql-tools takes them. */
export interface ResolverMap {
  readonly [type: string]: {
    readonly [field: string]: (parent: never, args: never, context: GraphqlContext, info: never) => unknown;
  };
}

/** The whole schema as SDL, descriptions included. */
export function readTypeDefs(): string {
  return readFileSync(packageFile('schema/generated/schema.graphql'), 'utf8');
}

/** The graph that can be executed, with a note on each field whether it depends on who asks. */
export function createSchema(extensions: readonly SchemaExtension[] = []): GraphQLSchema {
  // Where in the text something stands is asked by nobody, and is most of what a parsed text takes.
  const own = parse(readTypeDefs(), { noLocation: true });
  const overrides = extensions.map(({ resolvers }) => resolvers);
  const schema = makeExecutableSchema<GraphqlContext>({
    typeDefs:
      extensions.length === 0
        ? // Tests hold it to be valid; to look again would be a tenth of the time that a gateway takes to start.
          buildASTSchema(own, { assumeValidSDL: true, assumeValid: true })
        : [own, ...extensions.map((extension) => extension.typeDefs)],
    resolvers: [ownResolvers, scalarBehaviour, ...overrides],
    inheritResolversFromInterfaces: false,
    // Nobody else has this schema; a copy with the resolvers would be made type by type, several times over.
    updateResolversInPlace: true,
  });
  noteViewerDependence(schema, { document: own, overrides });
  return schema;
}

const ownResolvers: Resolvers = {
  Query: { ...nodeResolvers.Query, ...conversationResolvers.Query, ...userResolvers.Query },
  Mutation: {
    ...conversationResolvers.Mutation,
    ...messageResolvers.Mutation,
    ...participantResolvers.Mutation,
    ...userResolvers.Mutation,
  },
  Subscription: eventResolvers.Subscription,

  Node: nodeResolvers.Node,
  PageInfo: pageInfo,
  Conversation: conversationResolvers.Conversation,
  ConversationConnection: conversationResolvers.ConversationConnection,
  Message: messageResolvers.Message,
  Media: messageResolvers.Media,
  DeliverySummary: messageResolvers.DeliverySummary,
  MessageConnection: messageResolvers.MessageConnection,
  Participant: participantResolvers.Participant,
  ParticipantConnection: participantResolvers.ParticipantConnection,
  UpdateReadHorizonPayload: participantResolvers.UpdateReadHorizonPayload,
  User: userResolvers.User,
  UserConversationConnection: inboxResolvers.UserConversationConnection,
  UserConversationEdge: inboxResolvers.UserConversationEdge,
  ConversationEvent: eventResolvers.ConversationEvent,
  InboxEvent: eventResolvers.InboxEvent,
  MessageRemoved: eventResolvers.MessageRemoved,
  ParticipantRemoved: eventResolvers.ParticipantRemoved,
  ConversationRemoved: eventResolvers.ConversationRemoved,
  UnreadChanged: eventResolvers.UnreadChanged,
};

/** Without their other properties, because the descriptions that they lack would be put over those of the SDL. */
const scalarBehaviour = Object.fromEntries(
  [cursorScalar, dateTimeScalar, eventCursorScalar, jsonScalar, urlScalar].map(
    ({ name, serialize, parseValue, parseLiteral }) => [name, { serialize, parseValue, parseLiteral }],
  ),
);
