/** Composes the supergraph: Twilio's own description, and the joins that Nested needs. */
import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

const { OPENAPI_FILE, UPSTREAM_URL, UPSTREAM_AUTHORIZATION, SUPERGRAPH_FILE } = process.env;

export const composeConfig = defineConfig({
  output: SUPERGRAPH_FILE,
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('Twilio', {
        source: OPENAPI_FILE,
        endpoint: UPSTREAM_URL,
        operationHeaders: { authorization: UPSTREAM_AUTHORIZATION },
      }),
    },
  ],
  additionalTypeDefs: /* GraphQL */ `
    extend type conversations_v1_user_user_conversation {
      participants: ListConversationParticipantResponse
        @resolveTo(
          sourceName: "Twilio"
          sourceTypeName: "Query"
          sourceFieldName: "ListConversationParticipant"
          requiredSelectionSet: "{ conversation_sid }"
          sourceArgs: { ConversationSid: "{root.conversation_sid}", PageSize: 50 }
        )
      messages: ListConversationMessageResponse
        @resolveTo(
          sourceName: "Twilio"
          sourceTypeName: "Query"
          sourceFieldName: "ListConversationMessage"
          requiredSelectionSet: "{ conversation_sid }"
          sourceArgs: { ConversationSid: "{root.conversation_sid}", PageSize: 20, Order: "desc" }
        )
    }
    extend type conversations_v1_conversation_conversation_message {
      participant: conversations_v1_conversation_conversation_participant
        @resolveTo(
          sourceName: "Twilio"
          sourceTypeName: "Query"
          sourceFieldName: "FetchConversationParticipant"
          requiredSelectionSet: "{ conversation_sid participant_sid }"
          sourceArgs: { ConversationSid: "{root.conversation_sid}", Sid: "{root.participant_sid}" }
        )
    }
  `,
});
