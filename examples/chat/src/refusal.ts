import type { RefusalFragment } from 'twilio-conversations-graphql/client';

/** Says in words of the app why the server refused; null when it did not. */
export function refusalOf(errors: readonly RefusalFragment[] | undefined): string | null {
  const error = errors?.[0];
  return error === undefined ? null : sentenceOf(error);
}

function sentenceOf(error: RefusalFragment): string {
  switch (error.__typename) {
    case 'Forbidden':
      return 'Your role in this conversation does not permit that.';
    case 'NotFound':
      return 'It is not there any more.';
    case 'Conflict':
      return error.code === 'ALREADY_EXISTS'
        ? 'They are already part of the conversation, or the name is taken.'
        : 'Somebody else changed it at the same time. Please try again.';
    case 'ConversationClosed':
      return 'The conversation was closed: nobody can write in it any more.';
    case 'LimitExceeded':
      return 'That is more than a conversation can hold.';
    case 'RateLimited':
      return `That was too much at once. Try again in ${secondsOf(error.retryAfterMs)}.`;
    case 'DeliveryUnknown':
      return 'No answer came in time: it may have arrived or not.';
    case 'InvalidInput':
      return `That cannot be sent as it is: ${error.message}`;
  }
}

function secondsOf(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1000));
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}
