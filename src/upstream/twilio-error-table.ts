import type { ErrorCode } from '../errors.ts';

/** What one of Twilio's codes means to our callers. */
export interface TwilioErrorMeaning {
  readonly code: ErrorCode;
  readonly message: string;
  /** The field of our input that is at fault, where the code tells. */
  readonly field?: string;
}

/** 409s that tell of two writes at the same moment: repeating after a short wait is right. */
export const concurrentModificationCodes: ReadonlySet<number> = new Set([50213, 50349, 50391, 50419, 50449]);

const authenticationFailed: TwilioErrorMeaning = {
  code: 'UPSTREAM_AUTHENTICATION_FAILED',
  message:
    "Twilio refused the gateway's credentials. Its operator has to check the account sid, token and key.",
};
const tooMany: TwilioErrorMeaning = {
  code: 'RATE_LIMITED',
  message: 'Twilio accepts no more requests at this moment. Nothing was done; try again later.',
};
const unavailable: TwilioErrorMeaning = {
  code: 'UPSTREAM_UNAVAILABLE',
  message: 'Twilio answers with a fault of its own; try again later.',
};
const conflict: TwilioErrorMeaning = {
  code: 'CONFLICT',
  message: 'Somebody else changed the same thing at the same time; read it again and repeat.',
};
const beingDeleted: TwilioErrorMeaning = {
  code: 'CONFLICT',
  message: 'It is being deleted at this moment.',
};

function notFound(noun: string): TwilioErrorMeaning {
  return { code: 'NOT_FOUND', message: `There is no such ${noun}.` };
}

function exists(message: string): TwilioErrorMeaning {
  return { code: 'ALREADY_EXISTS', message };
}

function limit(message: string): TwilioErrorMeaning {
  return { code: 'LIMIT_EXCEEDED', message };
}

function badInput(field: string, message: string): TwilioErrorMeaning {
  return { code: 'BAD_USER_INPUT', message, field };
}

/**
 * Twilio's codes in our words. Codes that are not in here fall back to their HTTP status.
 * @see https://www.twilio.com/docs/api/errors
 */
export const twilioErrors: ReadonlyMap<number, TwilioErrorMeaning> = new Map([
  [20001, { code: 'BAD_USER_INPUT', message: 'Twilio does not accept one of the values.' }],
  [20003, authenticationFailed],
  [20005, authenticationFailed],
  [20006, authenticationFailed],
  [20403, authenticationFailed],
  [20404, { code: 'NOT_FOUND', message: 'It does not exist.' }],
  [20409, conflict],
  [20429, tooMany],
  [20500, unavailable],
  [20503, unavailable],
  [50000, unavailable],
  [50002, beingDeleted],
  [50334, beingDeleted],
  [50003, badInput('friendlyName', 'The friendly name is too long: at most 256 characters.')],
  [50004, badInput('uniqueName', 'The unique name is too long.')],
  [50050, notFound('service')],
  [50063, tooMany],
  [50074, tooMany],
  [50100, notFound('role')],
  [50105, badInput('roleSid', 'The role is not of the right type.')],
  [50109, badInput('roleSid', 'There is no such role for conversations.')],
  [50200, notFound('user')],
  [50201, exists('There is already a user with this identity.')],
  [50203, badInput('identity', 'The identity is reserved.')],
  [50204, badInput('identity', 'A participant needs an identity or an address.')],
  [50206, badInput('identity', 'An identity may not look like the sid of a user.')],
  [50207, badInput('identity', 'The identity is too long: at most 256 characters.')],
  [50208, limit('The user is in as many conversations as Twilio allows.')],
  [50210, badInput('notificationLevel', 'The notification level is DEFAULT or MUTED.')],
  [50211, badInput('identity', 'This participant cannot have this identity.')],
  [50213, conflict],
  [50214, limit('The user is in as many conversations as Twilio allows: 1,000 that are not closed.')],
  [50300, notFound('conversation')],
  [50303, badInput('attributes', 'The attributes are too long.')],
  [50304, badInput('attributes', 'The attributes are not valid JSON.')],
  [50310, badInput('author', 'The author is too long.')],
  [50349, conflict],
  [50350, notFound('conversation')],
  [50353, exists('There is already a conversation with this unique name.')],
  [50360, notFound('webhook')],
  [50361, limit('The conversation has as many webhooks as Twilio allows: 5.')],
  [50362, limit('The webhook has as many triggers as Twilio allows: 5.')],
  [50375, badInput('timers.inactive', 'The timer until inactive is at least one minute (PT1M).')],
  [50376, badInput('timers.closed', 'The timer until closed is at least ten minutes (PT10M).')],
  [50377, { code: 'CONVERSATION_CLOSED', message: 'The conversation is closed for good.' }],
  [50378, badInput('state', 'The state is ACTIVE, INACTIVE or CLOSED.')],
  [50379, badInput('timers.inactive', 'The timer until inactive is an ISO 8601 duration such as PT1H.')],
  [50380, badInput('timers.closed', 'The timer until closed is an ISO 8601 duration such as P1D.')],
  [50382, badInput('timers', 'The timers cannot be set without a state.')],
  [50384, badInput('state', 'A conversation cannot be created closed.')],
  [50390, badInput('uniqueName', 'A unique name may not look like the sid of a conversation.')],
  [50391, conflict],
  [50407, badInput('messagingBinding.address', 'The address is not valid for a participant.')],
  [50408, badInput('messagingBinding.proxyAddress', 'The proxy address is not valid.')],
  [50409, badInput('messagingBinding.proxyAddress', 'The address and the proxy address are the same.')],
  [50411, badInput('messagingBinding.address', 'The address is empty.')],
  [50412, badInput('messagingBinding.proxyAddress', 'The proxy address is empty.')],
  [50413, badInput('messagingBinding.proxyAddress', 'The proxy address does not belong to the account.')],
  [
    50414,
    badInput('messagingBinding.proxyAddress', 'The address and the proxy address are of different types.'),
  ],
  [
    50415,
    badInput('messagingBinding.proxyAddress', 'The proxy address is no WhatsApp sender of the account.'),
  ],
  [
    50416,
    exists('The address and the proxy address already meet in another conversation that is not closed.'),
  ],
  [50417, limit('The conversation has as many participants as Twilio allows: 1,000.')],
  [50418, limit('The conversation has as many participants outside the chat as Twilio allows: 50.')],
  [50419, conflict],
  [50421, badInput('lastReadMessageIndex', 'The last read message index is a whole number.')],
  [50422, limit('The conversation has as many participants outside the chat as Twilio allows: 50.')],
  [50430, notFound('participant')],
  [50432, notFound('participant')],
  [50433, exists('The participant is already in the conversation.')],
  [
    50434,
    badInput('messagingBinding', 'A participant of a group text needs an address or a projected address.'),
  ],
  [50436, limit('The group text has as many participants as Twilio allows: 10.')],
  [50437, exists('The participant is already in the group text.')],
  [50438, exists('There is already a group text with the same participants.')],
  [
    50439,
    badInput('messagingBinding.projectedAddress', 'The projected address does not belong to the account.'),
  ],
  [50440, badInput('messagingBinding', 'The addresses of this participant cannot be changed in this way.')],
  [50441, badInput('messagingBinding', 'The addresses of this participant cannot be changed in this way.')],
  [50442, badInput('messagingBinding', 'The addresses of this participant cannot be changed in this way.')],
  [50443, badInput('messagingBinding', 'The addresses of this participant cannot be changed in this way.')],
  [50444, badInput('identity', 'The identity of this participant cannot be changed in this way.')],
  [50449, conflict],
  [50453, badInput('messagingBinding.proxyAddress', 'The channel takes no proxy address.')],
  [50500, notFound('message')],
  [50503, badInput('body', 'A message needs a body, media or content.')],
  [50504, badInput('body', 'The body is too long.')],
  [50507, badInput('mediaSid', 'There is no such medium.')],
  [50508, badInput('mediaSid', 'The medium was already sent with another message.')],
  [50509, badInput('body', 'The body of a message with media cannot be changed.')],
  [50510, badInput('mediaSid', 'The sid is not that of a medium.')],
  [50511, badInput('mediaSid', 'The content type of the medium is not accepted.')],
  [50512, badInput('mediaSid', 'The medium is too large.')],
  [50513, badInput('author', 'The author is no participant of the group text.')],
  [50526, badInput('contentSid', 'The sid is not that of a content template.')],
  [50527, badInput('contentVariables', 'The variables are no JSON object of texts.')],
  [50528, badInput('contentSid', 'Content variables need a content template.')],
  [50529, badInput('contentVariables', 'The variables are too long.')],
  [50530, notFound('channel metadata')],
  [50540, badInput('contentVariables', 'The name of a variable is too long: at most 16 characters.')],
  [50541, badInput('contentVariables', 'The value of a variable is too long: at most 256 characters.')],
] satisfies [number, TwilioErrorMeaning][]);
