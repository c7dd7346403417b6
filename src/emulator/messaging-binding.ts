import type { ParticipantRecord } from './records.ts';

const schemes = ['whatsapp', 'messenger', 'rcs', 'gbm', 'apple', 'chat'] as const;

/**
 * The channel of an address, as Twilio infers it: its scheme (`whatsapp:+1…`), `email` with an at sign, `sms` for a bare phone
 * number, else `unknown`.
 */
export function bindingType(address: string): string {
  const scheme = schemes.find((candidate) => address.startsWith(`${candidate}:`));
  if (scheme) return address.length > scheme.length + 1 ? scheme : 'unknown';
  if (/^\+\d{5,15}$/.test(address)) return 'sms';
  return /^[^@\s]+@[^@\s]+$/.test(address) ? 'email' : 'unknown';
}

/** Whether a participant is reached outside the chat: it then gets delivery receipts. */
export function isOutsideChat(participant: Pick<ParticipantRecord, 'messagingBinding'>): boolean {
  return participant.messagingBinding !== null && participant.messagingBinding.address !== null;
}

/** Whether a participant belongs to a group text: it has, or is, a projected address, or an address without a proxy. */
export function isGroupMember({ messagingBinding }: Pick<ParticipantRecord, 'messagingBinding'>): boolean {
  if (!messagingBinding) return false;
  return messagingBinding.projectedAddress !== null || messagingBinding.proxyAddress === null;
}
