import { gql, type ApolloCache, type TypedDocumentNode } from '@apollo/client';
import type { MessageFieldsFragment } from 'twilio-conversations-graphql/client';

const nameFragment: TypedDocumentNode<{ readonly displayName: string }> = gql`
  fragment ParticipantName on Participant {
    displayName
  }
`;

/** What the author of a message is called, as far as the cache knows their participant. */
export function displayNameOf(cache: ApolloCache, message: MessageFieldsFragment): string {
  const id = message.participant && cache.identify({ __typename: 'Participant', id: message.participant.id });
  const known = id ? cache.readFragment({ id, fragment: nameFragment }) : null;
  return known?.displayName ?? message.participant?.identity ?? message.author ?? 'Somebody';
}
