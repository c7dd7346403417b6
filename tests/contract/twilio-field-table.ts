/**
 * Twilio's answers, field by field, written from its documentation and not from the emulator: resource → field → type. Two
 * readings of the same documents have to agree.
 */

/** A type; with a question mark it may be null. `sid:CH` is a sid with that prefix. */
export type FieldType =
  | `sid:${string}`
  | 'text'
  | 'date'
  | 'integer'
  | 'boolean'
  | 'url'
  | 'links'
  | 'json text'
  | 'object'
  | 'list';

/** A type that may carry a question mark. */
export type FieldRule = FieldType | `${FieldType}?`;

/** The fields of one resource. */
export type FieldTable = Readonly<Record<string, FieldRule>>;

const dates = { date_created: 'date', date_updated: 'date' } as const;

const conversation = {
  sid: 'sid:CH',
  account_sid: 'sid:AC',
  chat_service_sid: 'sid:IS',
  messaging_service_sid: 'sid:MG?',
  friendly_name: 'text?',
  unique_name: 'text?',
  attributes: 'json text',
  state: 'text',
  timers: 'object',
  bindings: 'object',
  url: 'url',
  links: 'links',
  ...dates,
} as const;

const message = {
  sid: 'sid:IM',
  account_sid: 'sid:AC',
  conversation_sid: 'sid:CH',
  index: 'integer',
  author: 'text?',
  participant_sid: 'sid:MB?',
  body: 'text?',
  media: 'list?',
  attributes: 'json text',
  delivery: 'object?',
  content_sid: 'sid:HX?',
  url: 'url',
  links: 'links',
  ...dates,
} as const;

const participant = {
  sid: 'sid:MB',
  account_sid: 'sid:AC',
  conversation_sid: 'sid:CH',
  identity: 'text?',
  messaging_binding: 'object?',
  role_sid: 'sid:RL?',
  attributes: 'json text',
  last_read_message_index: 'integer?',
  last_read_timestamp: 'date?',
  url: 'url',
  ...dates,
} as const;

const receipt = {
  sid: 'sid:DY',
  account_sid: 'sid:AC',
  conversation_sid: 'sid:CH',
  message_sid: 'sid:IM',
  channel_message_sid: 'sid:SM',
  participant_sid: 'sid:MB',
  status: 'text',
  error_code: 'integer',
  url: 'url',
  ...dates,
} as const;

const webhook = {
  sid: 'sid:WH',
  account_sid: 'sid:AC',
  conversation_sid: 'sid:CH',
  target: 'text',
  configuration: 'object',
  url: 'url',
  ...dates,
} as const;

const inService = { chat_service_sid: 'sid:IS' } as const;

/** Every resource that the emulator answers, by its path family where the two differ. */
export const fieldTables = {
  conversation,
  message,
  serviceMessage: { ...message, ...inService },
  participant,
  serviceParticipant: { ...participant, ...inService },
  receipt,
  serviceReceipt: { ...receipt, ...inService },
  webhook,
  serviceWebhook: { ...webhook, ...inService },
  user: {
    sid: 'sid:US',
    account_sid: 'sid:AC',
    chat_service_sid: 'sid:IS',
    role_sid: 'sid:RL',
    identity: 'text',
    friendly_name: 'text?',
    attributes: 'json text',
    is_online: 'boolean?',
    is_notifiable: 'boolean?',
    url: 'url',
    links: 'links',
    ...dates,
  },
  userConversation: {
    account_sid: 'sid:AC',
    chat_service_sid: 'sid:IS',
    conversation_sid: 'sid:CH',
    participant_sid: 'sid:MB',
    user_sid: 'sid:US',
    friendly_name: 'text?',
    unique_name: 'text?',
    attributes: 'json text',
    conversation_state: 'text',
    timers: 'object',
    created_by: 'text',
    unread_messages_count: 'integer?',
    last_read_message_index: 'integer?',
    notification_level: 'text',
    url: 'url',
    links: 'links',
    ...dates,
  },
  participantConversation: {
    account_sid: 'sid:AC',
    chat_service_sid: 'sid:IS',
    conversation_sid: 'sid:CH',
    participant_sid: 'sid:MB',
    participant_user_sid: 'sid:US?',
    participant_identity: 'text?',
    participant_messaging_binding: 'object?',
    conversation_unique_name: 'text?',
    conversation_friendly_name: 'text?',
    conversation_attributes: 'json text',
    conversation_date_created: 'date',
    conversation_date_updated: 'date',
    conversation_created_by: 'text',
    conversation_state: 'text',
    conversation_timers: 'object',
    links: 'links',
  },
  role: {
    sid: 'sid:RL',
    account_sid: 'sid:AC',
    chat_service_sid: 'sid:IS',
    friendly_name: 'text',
    type: 'text',
    permissions: 'list',
    url: 'url',
    ...dates,
  },
  service: {
    sid: 'sid:IS',
    account_sid: 'sid:AC',
    friendly_name: 'text',
    url: 'url',
    links: 'links',
    ...dates,
  },
  configuration: {
    account_sid: 'sid:AC',
    default_chat_service_sid: 'sid:IS',
    default_messaging_service_sid: 'sid:MG',
    default_inactive_timer: 'text?',
    default_closed_timer: 'text?',
    url: 'url',
    links: 'links',
  },
  serviceConfiguration: {
    chat_service_sid: 'sid:IS',
    default_conversation_creator_role_sid: 'sid:RL',
    default_conversation_role_sid: 'sid:RL',
    default_chat_service_role_sid: 'sid:RL',
    reachability_enabled: 'boolean',
    url: 'url',
    links: 'links',
  },
  webhookConfiguration: {
    account_sid: 'sid:AC',
    method: 'text',
    filters: 'list?',
    pre_webhook_url: 'url?',
    post_webhook_url: 'url?',
    target: 'text',
    url: 'url',
  },
  serviceWebhookConfiguration: {
    account_sid: 'sid:AC',
    chat_service_sid: 'sid:IS',
    method: 'text?',
    filters: 'list?',
    pre_webhook_url: 'url?',
    post_webhook_url: 'url?',
    url: 'url',
  },
  meta: {
    page: 'integer',
    page_size: 'integer',
    first_page_url: 'url',
    previous_page_url: 'url?',
    url: 'url',
    next_page_url: 'url?',
    key: 'text',
  },
  error: { code: 'integer', message: 'text', more_info: 'url', status: 'integer' },
} as const satisfies Record<string, FieldTable>;

/** Names of the tables. */
export type FieldTableName = keyof typeof fieldTables;

/** Names every field that is missing, too much, or of another type. */
export function findFieldFaults(name: FieldTableName, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${name} is no object`];
  const table: FieldTable = fieldTables[name];
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const missing = Object.keys(table).filter((field) => !Object.hasOwn(fields, field));
  return [
    ...missing.map((field) => `${name}.${field} is missing`),
    ...Object.entries(fields).flatMap(([field, content]) => {
      const rule = Object.hasOwn(table, field) ? table[field] : undefined;
      if (rule === undefined) return [`${name}.${field} does not exist at Twilio`];
      return isOfType(rule, content)
        ? []
        : [`${name}.${field} has to be ${rule} and is ${JSON.stringify(content)}`];
    }),
  ];
}

const dateShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

function isOfType(rule: FieldRule, value: unknown): boolean {
  if (value === null) return rule.endsWith('?');
  const type = rule.replace(/\?$/, '');
  if (type.startsWith('sid:')) {
    return typeof value === 'string' && new RegExp(`^${type.slice(4)}[0-9a-f]{32}$`).test(value);
  }
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'date':
      return typeof value === 'string' && dateShape.test(value);
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'url':
      return typeof value === 'string' && URL.canParse(value);
    case 'links':
      return isObject(value) && Object.values(value).every((link) => URL.canParse(String(link)));
    case 'json text':
      return typeof value === 'string' && isJson(value);
    case 'object':
      return isObject(value);
    case 'list':
      return Array.isArray(value);
    default:
      return false;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
