/** What every log keeps of a message. */
const messageFields = 'id sid index body clientMessageId';

/** The newest messages of a conversation, and the place from which its events go on. */
export const threadQuery = `query ($id: ID!) {
  conversation(by: { id: $id }) { eventsCursor messages(last: 100) { nodes { ${messageFields} } } }
}`;

/** The viewer's conversations with their newest messages, and the place from which the inbox's events go on. */
export const inboxQuery = `query {
  viewer {
    eventsCursor
    conversations(first: 100) { nodes { sid messages(last: 100) { nodes { ${messageFields} } } } }
  }
}`;

export const conversationSubscription = `subscription ($id: ID!, $after: EventCursor) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename
    cursor
    ... on MessageAdded { message { ${messageFields} } }
    ... on MessageUpdated { message { ${messageFields} } }
    ... on MessageRemoved { index conversationId }
    ... on ParticipantRemoved { identity }
    ... on ConversationRemoved { conversationId }
    ... on Resync { reason }
  }
}`;

export const inboxSubscription = `subscription ($after: EventCursor) {
  inboxEvents(after: $after) {
    __typename
    cursor
    ... on MessageAdded { message { ${messageFields} } }
    ... on MessageUpdated { message { ${messageFields} } }
    ... on MessageRemoved { index conversationId }
    ... on ConversationAdded { edge { node { sid } } }
    ... on ConversationRemoved { conversationId }
    ... on Resync { reason }
  }
}`;

export const sendMutation = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id sid } errors { ... on UserError { code } } }
}`;

export const updateMutation = `mutation ($input: UpdateMessageInput!) {
  updateMessage(input: $input) { message { id } errors { ... on UserError { code } } }
}`;

export const deleteMutation = `mutation ($input: DeleteMessageInput!) {
  deleteMessage(input: $input) { deletedMessageId errors { ... on UserError { code } } }
}`;

export const addParticipantMutation = `mutation ($input: AddParticipantInput!) {
  addParticipant(input: $input) { participant { id } errors { ... on UserError { code } } }
}`;

export const removeParticipantMutation = `mutation ($input: RemoveParticipantInput!) {
  removeParticipant(input: $input) { removedParticipantId errors { ... on UserError { code } } }
}`;
