/**
 * Twilio's error codes as the Conversations API answers them: HTTP status and message. Codes and meanings come from Twilio's
 * error dictionary; where no capture shows the HTTP status, "not found" is 404, "exists or conflicts" is 409, the rest 400.
 */
export const errorTable = {
  20001: { status: 400, message: 'Invalid parameter' },
  20003: { status: 401, message: 'Authenticate' },
  20004: { status: 405, message: 'Method not allowed' },
  20161: { status: 400, message: 'Parameters are not specified for update request' },
  20404: { status: 404, message: 'The requested resource was not found' },
  20408: { status: 408, message: 'The request took too long to come in' },
  20409: { status: 409, message: 'Conflict' },
  20413: { status: 413, message: 'Request body is too large' },
  20415: { status: 415, message: 'Content type must be application/x-www-form-urlencoded' },
  20429: { status: 429, message: 'Too Many Requests' },
  20431: { status: 431, message: 'Request headers are too large' },
  20500: { status: 500, message: 'Internal Server Error' },
  20502: { status: 502, message: 'Bad Gateway' },
  20503: { status: 503, message: 'Service Unavailable' },
  20504: { status: 504, message: 'Gateway Timeout' },
  50003: { status: 400, message: 'Friendly name too long' },
  50004: { status: 400, message: 'Unique name too long' },
  50050: { status: 404, message: 'Service not found' },
  50054: { status: 400, message: 'Webhook URL format is invalid' },
  50055: { status: 400, message: 'Webhook method is invalid' },
  50056: { status: 403, message: 'Webhook disabled processing of command' },
  50100: { status: 404, message: 'Role not found' },
  50104: { status: 400, message: 'Permission not found' },
  50105: { status: 400, message: 'Role type is invalid' },
  50109: { status: 404, message: 'Conversation role not found' },
  50201: { status: 409, message: 'User already exists' },
  50204: { status: 400, message: 'Identity not provided' },
  50206: { status: 400, message: 'Identity must not look like a user sid' },
  50207: { status: 400, message: 'Identity too long' },
  50210: { status: 400, message: 'Notification level is invalid' },
  50214: { status: 400, message: 'User is a participant of too many conversations' },
  50303: { status: 400, message: 'Attributes too long' },
  50304: { status: 400, message: 'Attributes not valid' },
  50308: { status: 400, message: 'Invalid date format for date created parameter' },
  50309: { status: 400, message: 'Invalid date format for date updated parameter' },
  50310: { status: 400, message: 'Author too long' },
  50341: { status: 400, message: 'Messaging service sid is invalid' },
  50353: { status: 409, message: 'Conversation with provided unique name already exists' },
  50361: { status: 400, message: 'Too many webhooks in this conversation' },
  50362: { status: 400, message: 'Too many triggers in this webhook' },
  50364: { status: 400, message: 'Webhook target is invalid' },
  50365: { status: 400, message: 'Webhook filter is invalid' },
  50367: { status: 400, message: 'Studio flow sid is invalid' },
  50368: { status: 400, message: 'Webhook target is missing' },
  50369: { status: 400, message: 'Webhook URL is missing' },
  50370: { status: 400, message: 'Webhook filters are missing' },
  50371: { status: 400, message: 'Webhook triggers are missing' },
  50372: { status: 400, message: 'Webhook URL too long' },
  50374: { status: 400, message: 'Conversation state is empty' },
  50375: { status: 400, message: 'Inactive timer must be at least one minute' },
  50376: { status: 400, message: 'Closed timer must be at least ten minutes' },
  50377: { status: 400, message: 'Closed is a final state of a conversation' },
  50378: { status: 400, message: 'Conversation state is invalid' },
  50379: { status: 400, message: 'Inactive timer is not an ISO 8601 duration' },
  50380: { status: 400, message: 'Closed timer is not an ISO 8601 duration' },
  50384: { status: 400, message: 'Conversation cannot be created as closed' },
  50390: { status: 400, message: 'Unique name must not look like a conversation sid' },
  50407: { status: 400, message: 'Invalid messaging binding address' },
  50408: { status: 400, message: 'Invalid messaging binding proxy address' },
  50409: { status: 400, message: 'Messaging binding address and proxy address must differ' },
  50412: { status: 400, message: 'Messaging binding proxy address is empty' },
  50414: { status: 400, message: 'Messaging binding address and proxy address differ in type' },
  50416: { status: 409, message: 'A binding for this participant and proxy address already exists' },
  50417: { status: 400, message: 'Too many participants in this conversation' },
  50418: { status: 400, message: 'Too many participants outside the chat in this conversation' },
  50420: { status: 400, message: 'Messaging binding does not take these parameters' },
  50421: { status: 400, message: 'Last read message index is not a number' },
  50433: { status: 409, message: 'Participant already exists' },
  50436: { status: 400, message: 'Too many participants in this group' },
  50437: { status: 409, message: 'Group member already exists' },
  50441: { status: 400, message: 'Messaging binding proxy address cannot be changed' },
  50443: { status: 400, message: 'Messaging binding projected address cannot be changed' },
  50444: { status: 400, message: 'Identity cannot be changed' },
  50451: { status: 400, message: 'Only one of identity and address may be given' },
  50503: { status: 400, message: 'Message body not provided' },
  50504: { status: 400, message: 'Message body too long' },
  50507: { status: 404, message: 'Media not found' },
  50513: { status: 400, message: 'Author is not a participant of this group' },
  50526: { status: 400, message: 'Content sid is invalid' },
  50527: { status: 400, message: 'Content variables are not valid' },
  50528: { status: 400, message: 'Content sid is missing' },
} as const satisfies Record<number, { readonly status: number; readonly message: string }>;

/** A code that the emulator answers. */
export type ErrorCode = keyof typeof errorTable;

/** A refusal in Twilio's words; becomes the answer to the request. */
export class TwilioError extends Error {
  override readonly name = 'TwilioError';
  readonly code: ErrorCode;
  readonly status: number;

  /** @param detail stands in place of the table's message where the answer names something. */
  constructor(code: ErrorCode, detail?: string) {
    super(detail ?? errorTable[code].message);
    this.code = code;
    this.status = errorTable[code].status;
  }
}
