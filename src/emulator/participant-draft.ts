import { isSid } from '../sid.ts';
import { type ErrorCode, TwilioError } from './error-table.ts';
import type { ResourceRequest } from './exchange.ts';
import { bindingType, isGroupMember, isOutsideChat } from './messaging-binding.ts';
import { attributes, date, datesOfCreation, nullableInteger, shortText, text } from './parameters.ts';
import type { MessagingBinding, ParticipantRecord, ServiceRecord } from './records.ts';
import type { Form } from './wire.ts';
import type { World } from './world.ts';

const participantsMax = 1_000;
const participantsOutsideChatMax = 50;
const groupMembersMax = 10;
const conversationsPerIdentityMax = 1_000;

/** What a new participant will be. */
export type ParticipantDraft = Omit<ParticipantRecord, 'sid' | 'sequence' | 'conversationSid'>;

/**
 * Reads and checks the parameters of a new participant.
 * @param others participants that the conversation has, or that the same request adds before this one.
 */
export function draftParticipant(
  { form, service }: Pick<ResourceRequest, 'form' | 'service'>,
  world: World,
  others: readonly ParticipantDraft[],
): ParticipantDraft {
  world.store.makeRoom();
  const identity = readIdentity(form) ?? null;
  const messagingBinding = readNewBinding(form, identity);
  if (identity === null && messagingBinding === null) throw new TwilioError(50204);
  const draft: ParticipantDraft = {
    serviceSid: service.sid,
    identity,
    messagingBinding,
    roleSid: readConversationRole(form, service) ?? service.contents.configuration.defaultConversationRoleSid,
    attributes: attributes(form, 'participant') ?? '{}',
    lastReadMessageIndex: null,
    lastReadTimestamp: null,
    notificationLevel: 'default',
    ...datesOfCreation(form, world.clock.now()),
  };
  requirePlace(draft, others);
  requireFree(draft, others, world);
  return draft;
}

/** Identity and binding after an update: what is missing may be added, what is there may only be taken away with `null`. */
export function changedReach(
  form: Form,
  before: ParticipantRecord,
): Pick<ParticipantRecord, 'identity' | 'messagingBinding'> {
  const asked = readIdentity(form);
  const identity = asked === undefined || asked === null ? before.identity : asked === 'null' ? null : asked;
  if (identity !== before.identity && typeof before.messagingBinding?.projectedAddress !== 'string') {
    throw new TwilioError(50444);
  }
  const binding = before.messagingBinding;
  const proxyAddress = changedAddress(form, 'MessagingBinding.ProxyAddress', {
    before: binding?.proxyAddress ?? null,
    fixed: 50441,
  });
  const projectedAddress = changedAddress(form, 'MessagingBinding.ProjectedAddress', {
    before: binding?.projectedAddress ?? null,
    fixed: 50443,
  });
  const address = binding?.address ?? null;
  if (
    proxyAddress === (binding?.proxyAddress ?? null) &&
    projectedAddress === (binding?.projectedAddress ?? null)
  ) {
    return { identity, messagingBinding: binding };
  }
  if (proxyAddress !== null && address === null) throw new TwilioError(50420);
  const first = address ?? projectedAddress;
  if (first === null && identity === null) throw new TwilioError(50204);
  return {
    identity,
    messagingBinding:
      first === null ? null : { type: bindingType(first), address, proxyAddress, projectedAddress },
  };
}

/**
 * Checks that neither the identity nor the address is taken, here or elsewhere.
 * @throws {TwilioError} 50433, 50437, 50416 or 50214.
 */
export function requireFree(
  draft: ParticipantDraft,
  others: readonly ParticipantDraft[],
  world: World,
): void {
  requireFreeIdentity(draft, others, world);
  requireFreeAddress(draft, others, world);
}

/** The role that a form gives a participant. @throws {TwilioError} 50109 for what is no conversation role of the service. */
export function readConversationRole(form: Form, service: ServiceRecord): string | undefined {
  const sid = text(form, 'RoleSid');
  if (sid === undefined || sid === '') return undefined;
  const role = service.contents.roles.get(sid);
  if (role?.type !== 'conversation') throw new TwilioError(50109);
  return sid;
}

/** The read horizon that a form sets, if it does; an index without a time was read now. */
export function readHorizon(
  form: Form,
  now: number,
): Partial<Pick<ParticipantRecord, 'lastReadMessageIndex' | 'lastReadTimestamp'>> {
  const index = nullableInteger(form, 'LastReadMessageIndex', 50421);
  const timestamp = date(form, 'LastReadTimestamp', 20001);
  if (index === undefined) return timestamp === undefined ? {} : { lastReadTimestamp: timestamp };
  return { lastReadMessageIndex: index, lastReadTimestamp: index === null ? null : (timestamp ?? now) };
}

function readIdentity(form: Form): string | null | undefined {
  const identity = shortText(form, 'Identity', { charactersMax: 256, tooLong: 50207 });
  if (typeof identity === 'string' && isSid('user', identity)) throw new TwilioError(50206);
  return identity;
}

function readNewBinding(form: Form, identity: string | null): MessagingBinding | null {
  const address = readAddress(form, 'MessagingBinding.Address', 50407);
  const proxyAddress = readAddress(form, 'MessagingBinding.ProxyAddress', 50408);
  const projectedAddress = readAddress(form, 'MessagingBinding.ProjectedAddress', 50408);
  const first = address ?? projectedAddress ?? proxyAddress;
  if (first === null) return null;
  // A chat user is either in the chat alone or in a group text, where it is known by a projected address.
  if (identity !== null && (address !== null || proxyAddress !== null)) throw new TwilioError(50420);
  if (address === null && proxyAddress !== null) throw new TwilioError(50407);
  if (address !== null && projectedAddress !== null) throw new TwilioError(50420);
  if (address !== null && address === proxyAddress) throw new TwilioError(50409);
  if (address !== null && proxyAddress !== null && bindingType(address) !== bindingType(proxyAddress)) {
    throw new TwilioError(50414);
  }
  // Only phones can be in a group text; every other channel needs the address that stands for the conversation.
  if (address !== null && proxyAddress === null && bindingType(address) !== 'sms')
    throw new TwilioError(50412);
  return { type: bindingType(first), address, proxyAddress, projectedAddress };
}

function readAddress(form: Form, name: string, invalid: ErrorCode): string | null {
  const address = shortText(form, name, { charactersMax: 256, tooLong: invalid }) ?? null;
  if (address !== null && bindingType(address) === 'unknown') throw new TwilioError(invalid);
  return address;
}

function changedAddress(
  form: Form,
  name: string,
  rule: { readonly before: string | null; readonly fixed: ErrorCode },
): string | null {
  const asked = text(form, name);
  if (asked === undefined || asked === '' || asked === rule.before) return rule.before;
  if (asked === 'null') return null;
  if (rule.before !== null) throw new TwilioError(rule.fixed);
  return readAddress(form, name, 50408);
}

function requirePlace(draft: ParticipantDraft, others: readonly ParticipantDraft[]): void {
  if (others.length >= participantsMax) throw new TwilioError(50417);
  const all = [...others, draft];
  if (all.some(isGroupMember) && all.length > groupMembersMax) throw new TwilioError(50436);
  if (all.filter(isOutsideChat).length > participantsOutsideChatMax) throw new TwilioError(50418);
}

function requireFreeIdentity(
  { identity, serviceSid }: ParticipantDraft,
  others: readonly ParticipantDraft[],
  world: World,
): void {
  if (identity === null) return;
  const service = world.store.service(serviceSid);
  if (others.some((other) => other.identity === identity)) throw new TwilioError(50433);
  const memberships = service.contents.memberships.get(identity)?.rows ?? [];
  if (memberships.length < conversationsPerIdentityMax) return;
  const open = memberships.filter((row) => world.store.conversation(row)?.state !== 'closed');
  if (open.length >= conversationsPerIdentityMax) throw new TwilioError(50214);
}

function requireFreeAddress(
  { messagingBinding }: ParticipantDraft,
  others: readonly ParticipantDraft[],
  world: World,
): void {
  if (!messagingBinding) return;
  const { address, proxyAddress, projectedAddress } = messagingBinding;
  const isSame = (other: ParticipantDraft) =>
    other.messagingBinding?.address === address &&
    other.messagingBinding.proxyAddress === proxyAddress &&
    other.messagingBinding.projectedAddress === projectedAddress;
  if (others.some(isSame)) throw new TwilioError(proxyAddress === null ? 50437 : 50433);
  if (address === null || proxyAddress === null) return;
  for (const other of world.store.addresses.get(address)?.rows ?? []) {
    if (!isSame(other)) continue;
    const conversation = world.store.conversation(other);
    if (conversation && conversation.state !== 'closed') {
      throw new TwilioError(
        50416,
        `A binding for this participant and proxy address already exists in Conversation ${conversation.sid}`,
      );
    }
  }
}
