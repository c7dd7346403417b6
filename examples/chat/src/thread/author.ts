import { gql, type ApolloCache, type TypedDocumentNode } from '@apollo/client';
import type { MessageFieldsFragment } from 'twilio-conversations-graphql/client';
import type { Named } from '../names.ts';

const nameFragment: TypedDocumentNode<{ readonly displayName: string }> = gql`
  fragment ParticipantName on Participant {
    displayName
  }
`;

/** The author of a message, as far as the cache knows their participant. */
export function authorOf(cache: ApolloCache, message: MessageFieldsFragment): Named {
  const id = message.participant && cache.identify({ __typename: 'Participant', id: message.participant.id });
  const known = id ? cache.readFragment({ id, fragment: nameFragment }) : null;
  const identity = message.participant?.identity ?? message.author;
  return { identity, displayName: known?.displayName ?? identity ?? 'Somebody' };
}
