import type { RoleType } from './records.ts';

/** Permissions of service roles, as Twilio lists them (https://www.twilio.com/docs/conversations/api/role-resource). */
export const servicePermissions = [
  'addParticipant',
  'createConversation',
  'deleteAnyMessage',
  'deleteConversation',
  'editAnyMessage',
  'editAnyMessageAttributes',
  'editAnyUserInfo',
  'editConversationAttributes',
  'editConversationName',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'editOwnUserInfo',
  'joinConversation',
  'removeParticipant',
] as const;

/** Permissions of conversation roles; the last four are not in Twilio's list, but public integrations use them. */
export const conversationPermissions = [
  'addParticipant',
  'deleteAnyMessage',
  'deleteOwnMessage',
  'deleteConversation',
  'editAnyMessage',
  'editAnyMessageAttributes',
  'editAnyUserInfo',
  'editConversationAttributes',
  'editConversationName',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'editOwnUserInfo',
  'leaveConversation',
  'removeParticipant',
  'sendMediaMessage',
  'sendMessage',
  'addNonChatParticipant',
  'editAnyParticipantAttributes',
  'editOwnParticipantAttributes',
  'editNotificationLevel',
] as const;

/** A role that every new service has. */
export interface DefaultRole {
  readonly friendlyName: string;
  readonly type: RoleType;
  readonly permissions: readonly string[];
}

/** The four roles of a new service. */
export const defaultRoles = {
  serviceUser: {
    friendlyName: 'service user',
    type: 'service',
    permissions: ['createConversation', 'joinConversation', 'editOwnUserInfo'],
  },
  serviceAdmin: { friendlyName: 'service admin', type: 'service', permissions: servicePermissions },
  channelUser: {
    friendlyName: 'channel user',
    type: 'conversation',
    permissions: [
      'sendMessage',
      'sendMediaMessage',
      'editOwnMessage',
      'editOwnMessageAttributes',
      'deleteOwnMessage',
      'leaveConversation',
      'addParticipant',
      'editConversationName',
      'editConversationAttributes',
      'editOwnUserInfo',
      'editNotificationLevel',
    ],
  },
  channelAdmin: {
    friendlyName: 'channel admin',
    type: 'conversation',
    permissions: conversationPermissions,
  },
} as const satisfies Record<string, DefaultRole>;
