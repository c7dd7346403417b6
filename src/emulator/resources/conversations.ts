import { isSid } from '../../sid.ts';
import { TwilioError } from '../error-table.ts';
import type { ResourceHandler, ResourceRequest, Route, WriteOrigin } from '../exchange.ts';
import { conversationOf, requireParameters } from '../lookup.ts';
import { answerPage, pageSizes } from '../page.ts';
import {
  attributes,
  date,
  datesOfCreation,
  datesOfUpdate,
  duration,
  oneOf,
  shortText,
  text,
  timerLimits,
} from '../parameters.ts';
import type { ConversationRecord, ConversationState, TimersRecord } from '../records.ts';
import { conversationEvent, conversationPreEvent } from '../webhook-events.ts';
import { type JsonObject, parseDuration, restDate } from '../wire.ts';
import type { World } from '../world.ts';

/** `/Conversations`: create, list, fetch, update, delete. */
export const conversationRoutes: readonly Route[] = [
  { pattern: 'Conversations', GET: listConversations, POST: createConversation },
  {
    pattern: 'Conversations/{conversation}',
    GET: (request, world) => ({
      status: 200,
      body: renderConversation(request, conversationOf(request, world, 'last')),
    }),
    POST: updateConversation,
    DELETE: deleteConversation,
  },
];

/** A conversation as REST shows it. */
export function renderConversation(request: ResourceRequest, record: ConversationRecord) {
  const url = `${request.base}/Conversations/${record.sid}`;
  return {
    sid: record.sid,
    account_sid: request.accountSid,
    chat_service_sid: record.serviceSid,
    messaging_service_sid: record.messagingServiceSid,
    friendly_name: record.friendlyName,
    unique_name: record.uniqueName,
    attributes: record.attributes,
    date_created: restDate(record.dateCreated),
    date_updated: restDate(record.dateUpdated),
    state: record.state,
    timers: renderTimers(record.timers),
    bindings: renderBindings(record),
    url,
    links: {
      participants: `${url}/Participants`,
      messages: `${url}/Messages`,
      webhooks: `${url}/Webhooks`,
      export: `${url}/Export`,
    },
  };
}

/** Pending timers as dates; an object without keys when none runs. */
export function renderTimers(timers: TimersRecord): JsonObject {
  return {
    ...(timers.dateInactive === null ? {} : { date_inactive: restDate(timers.dateInactive) }),
    ...(timers.dateClosed === null ? {} : { date_closed: restDate(timers.dateClosed) }),
  };
}

/** Reads and checks the parameters of a new conversation; nothing is stored yet. */
export function draftConversation(
  request: ResourceRequest,
  world: World,
  state: ConversationState,
): Omit<ConversationRecord, 'sid' | 'sequence' | 'contents'> {
  const { form, service } = request;
  world.store.makeRoom();
  const now = world.clock.now();
  const { configuration } = world.store;
  const uniqueName = readUniqueName(request, null);
  const inactiveAfterMs = duration(form, 'Timers.Inactive', timerLimits.inactive);
  const closedAfterMs = duration(form, 'Timers.Closed', timerLimits.closed);
  const durations = {
    inactiveAfterMs:
      inactiveAfterMs === undefined ? durationOf(configuration.defaultInactiveTimer) : inactiveAfterMs,
    closedAfterMs: closedAfterMs === undefined ? durationOf(configuration.defaultClosedTimer) : closedAfterMs,
  };
  return {
    serviceSid: service.sid,
    messagingServiceSid: readMessagingServiceSid(request) ?? configuration.defaultMessagingServiceSid,
    friendlyName: shortText(form, 'FriendlyName', { charactersMax: 256, tooLong: 50003 }) ?? null,
    uniqueName: uniqueName ?? null,
    attributes: attributes(form, 'conversation') ?? '{}',
    state,
    createdBy: request.origin.clientIdentity ?? 'system',
    timers: world.states.timersFrom(durations, state, now),
    emailBinding: readEmailBinding(request, null),
    ...datesOfCreation(form, now),
  };
}

/** The state that a creating request asks for. @throws {TwilioError} 50374, 50378 or 50384. */
export function stateOfCreation(request: ResourceRequest): 'active' | 'inactive' {
  const state = readState(request) ?? 'active';
  if (state === 'closed') throw new TwilioError(50384);
  return state;
}

/** Stores a new conversation and tells the webhooks. */
export function addConversation(
  draft: Omit<ConversationRecord, 'sid' | 'sequence' | 'contents'>,
  world: World,
  origin: WriteOrigin,
): ConversationRecord {
  const record: ConversationRecord = {
    ...draft,
    sid: world.newSid('conversation'),
    sequence: world.store.nextSequence(),
    contents: world.store.newConversationContents(),
  };
  world.states.keep(record);
  world.announce(() => conversationEvent('onConversationAdded', record), origin);
  return record;
}

function createConversation(...[request, world]: Parameters<ResourceHandler>) {
  const draft = draftConversation(request, world, stateOfCreation(request));
  return {
    before: () => conversationPreEvent('onConversationAdd', draft),
    commit: () => ({
      status: 201,
      body: renderConversation(request, addConversation(draft, world, request.origin)),
    }),
  };
}

function updateConversation(...[request, world]: Parameters<ResourceHandler>) {
  const { form } = request;
  requireParameters(request, world);
  const before = conversationOf(request, world, 'last');
  if (before.state === 'closed') throw new TwilioError(50377);
  if (before.state === 'initializing') throw new TwilioError(20409, 'The conversation is being initialized');
  const now = world.clock.now();
  const state = readState(request) ?? before.state;
  const uniqueName = readUniqueName(request, before);
  const friendlyName = shortText(form, 'FriendlyName', { charactersMax: 256, tooLong: 50003 });
  const inactiveAfterMs = duration(form, 'Timers.Inactive', timerLimits.inactive);
  const closedAfterMs = duration(form, 'Timers.Closed', timerLimits.closed);
  const setsTimers = inactiveAfterMs !== undefined || closedAfterMs !== undefined;
  const durations = {
    inactiveAfterMs: inactiveAfterMs === undefined ? before.timers.inactiveAfterMs : inactiveAfterMs,
    closedAfterMs: closedAfterMs === undefined ? before.timers.closedAfterMs : closedAfterMs,
  };
  const changed: ConversationRecord = {
    ...before,
    messagingServiceSid: readMessagingServiceSid(request) ?? before.messagingServiceSid,
    friendlyName: friendlyName === undefined ? before.friendlyName : friendlyName,
    uniqueName: uniqueName === undefined ? before.uniqueName : uniqueName,
    attributes: attributes(form, 'conversation') ?? before.attributes,
    timers:
      setsTimers || world.options.assumptions.activityRestartsTimers
        ? world.states.timersFrom(durations, before.state, now)
        : before.timers,
    emailBinding: readEmailBinding(request, before.emailBinding),
    ...datesOfUpdate(form, before, now),
  };
  return {
    before: () => conversationPreEvent('onConversationUpdate', { ...changed, state }, before),
    commit: () => {
      world.states.keep(changed);
      const after =
        state === before.state
          ? changed
          : world.states.change(changed, { to: state, reason: 'API' }, request.origin);
      world.announce(() => conversationEvent('onConversationUpdated', after), request.origin);
      return { status: 200, body: renderConversation(request, after) };
    },
  };
}

function deleteConversation(...[request, world]: Parameters<ResourceHandler>) {
  const record = conversationOf(request, world, 'last');
  return {
    before: () => conversationPreEvent('onConversationRemove', record, record),
    commit: () => {
      world.announce(
        () => conversationEvent('onConversationRemoved', record, world.clock.now()),
        request.origin,
      );
      world.states.forget(record.sid);
      world.store.removeConversation(record);
      return { status: 204, body: null };
    },
  };
}

function listConversations(...[request, world]: Parameters<ResourceHandler>) {
  const { query } = request;
  const state = oneOf(query, 'State', { words: ['active', 'inactive', 'closed'], invalid: 20001 });
  const startDate = date(query, 'StartDate', 20001);
  const endDate = date(query, 'EndDate', 20001);
  const { conversations } = request.service.contents;
  const { rows } = conversations.asOf(request.readAt);
  const isFiltered = state !== undefined || startDate !== undefined || endDate !== undefined;
  // Dates are shown in whole seconds, so an end within a second includes all of it.
  const matches = (record: ConversationRecord) =>
    (state === undefined || record.state === state) &&
    (startDate === undefined || record.dateCreated >= startDate) &&
    (endDate === undefined || Math.floor(record.dateCreated / 1_000) * 1_000 <= endDate);
  return answerPage(request, {
    key: 'conversations',
    filters: ['StartDate', 'EndDate', 'State'].flatMap((name) => {
      const value = text(query, name);
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
    rows: isFiltered ? rows.filter(matches) : rows,
    keyOf: conversations.keyOf,
    order: 'desc',
    sizes: pageSizes.wide,
    clamp: world.options.assumptions.clampPageSize,
    render: (record) => renderConversation(request, record),
  });
}

function renderBindings({ emailBinding }: ConversationRecord): JsonObject {
  if (!emailBinding) return {};
  return { email: { name: emailBinding.name, projected_address: emailBinding.projectedAddress } };
}

function readState(request: ResourceRequest): 'active' | 'inactive' | 'closed' | undefined {
  if (text(request.form, 'State') === '') throw new TwilioError(50374);
  return oneOf(request.form, 'State', { words: ['active', 'inactive', 'closed'], invalid: 50378 });
}

function readUniqueName(
  request: ResourceRequest,
  before: ConversationRecord | null,
): string | null | undefined {
  const uniqueName = shortText(request.form, 'UniqueName', { charactersMax: 256, tooLong: 50004 });
  if (uniqueName === undefined || uniqueName === null) return uniqueName;
  if (isSid('conversation', uniqueName)) throw new TwilioError(50390);
  const owner = request.service.contents.uniqueNames.get(uniqueName);
  if (owner !== undefined && owner !== before?.sid) throw new TwilioError(50353);
  return uniqueName;
}

function readMessagingServiceSid(request: ResourceRequest): string | null {
  const sid = text(request.form, 'MessagingServiceSid');
  if (sid === undefined || sid === '') return null;
  if (!isSid('messagingService', sid)) throw new TwilioError(50341);
  return sid;
}

function readEmailBinding(
  { form }: ResourceRequest,
  before: ConversationRecord['emailBinding'],
): ConversationRecord['emailBinding'] {
  const name = shortText(form, 'Bindings.Email.Name', { charactersMax: 256, tooLong: 20001 });
  const address = shortText(form, 'Bindings.Email.Address', { charactersMax: 256, tooLong: 20001 });
  if (name === undefined && address === undefined) return before;
  return {
    name: name === undefined ? (before?.name ?? null) : name,
    projectedAddress: address === undefined ? (before?.projectedAddress ?? null) : address,
  };
}

function durationOf(timer: string | null): number | null {
  return timer === null ? null : parseDuration(timer);
}
