/**
 * What an Apollo Client cache has to know of this schema: how pages of a list become one list, and which types an interface
 * stands for. Plain objects without an import of Apollo, so that nobody who uses another client installs it.
 */

/** The part of Apollo's `FieldFunctionOptions` that the policies use. */
interface FieldOptions {
  readonly args: Readonly<Record<string, unknown>> | null;
  readField(this: void, fieldName: string, from: unknown): unknown;
  canRead(this: void, value: unknown): boolean;
  toReference(this: void, object: { readonly __typename: string; readonly id: string }): unknown;
}

/** How one field is kept; fits Apollo's `FieldPolicy`. */
export interface CacheFieldPolicy {
  keyArgs?: false | ((args: Record<string, unknown> | null) => string | false);
  read?(existing: unknown, options: FieldOptions): unknown;
  merge?(existing: unknown, incoming: unknown, options: FieldOptions): unknown;
}

/** How one type is kept; fits Apollo's `TypePolicy`. */
export interface CacheTypePolicy {
  keyFields?: (object: Readonly<Record<string, unknown>>, context: CacheKeyContext) => string | false;
  fields?: Record<string, CacheFieldPolicy>;
}

/** The part of Apollo's `KeyFieldsContext` that the policies use. */
export interface CacheKeyContext {
  readField(this: void, fieldName: string, from: unknown): unknown;
}

/** What {@link createCachePolicies} gives: spread it into the options of Apollo's `InMemoryCache`. */
export interface CachePolicies {
  readonly typePolicies: Record<string, CacheTypePolicy>;
  readonly possibleTypes: Record<string, string[]>;
}

interface Edge {
  readonly node: unknown;
}

interface PageInfo {
  readonly hasPreviousPage?: boolean;
  readonly startCursor?: string | null;
  readonly hasNextPage?: boolean;
  readonly endCursor?: string | null;
}

interface Connection {
  readonly edges?: readonly Edge[];
  readonly nodes?: readonly unknown[];
  readonly pageInfo?: PageInfo;
}

/**
 * Gives the options of an Apollo `InMemoryCache` for this schema: `new InMemoryCache({ ...createCachePolicies() })`.
 *
 * - `Conversation.messages` is one list however it was paged: `last` with `before` is put in front; the newest page
 *   replaces the end of the list, so that what was deleted meanwhile is gone, and the whole list where nothing links the two.
 *   Pages that go forward (`first`) are a list of their own.
 * - `Conversation.participants` and `User.conversations` grow by `after`; a first page replaces the beginning of the list.
 * - A row of the inbox is an object of its own, known by its conversation, so that an `UnreadChanged` can find it.
 * - A list is kept as it was asked for, as `edges` or as `nodes`: ask for one of them throughout.
 * - What was evicted is gone from every list, and `lastMessage` and `participant` are then null.
 */
export function createCachePolicies(): CachePolicies {
  return {
    possibleTypes: {
      Node: ['Conversation', 'Message', 'Participant', 'User'],
      UserError: [
        'InvalidInput',
        'Forbidden',
        'NotFound',
        'Conflict',
        'ConversationClosed',
        'LimitExceeded',
        'RateLimited',
        'DeliveryUnknown',
      ],
      ConversationEvent: [
        'MessageAdded',
        'MessageUpdated',
        'MessageRemoved',
        'DeliveryUpdated',
        'ParticipantAdded',
        'ParticipantUpdated',
        'ParticipantRemoved',
        'ConversationUpdated',
        'ConversationRemoved',
        'Resync',
      ],
      InboxEvent: [
        'ConversationAdded',
        'MessageAdded',
        'MessageUpdated',
        'MessageRemoved',
        'ConversationUpdated',
        'ConversationRemoved',
        'UnreadChanged',
        'Resync',
      ],
    },
    typePolicies: {
      Query: { fields: { conversation: { read: readConversation } } },
      User: { fields: { conversations: { keyArgs: false, read: readConnection, merge: appendPage } } },
      UserConversationEdge: { keyFields: edgeKey },
      Conversation: {
        fields: {
          lastMessage: { read: readLink },
          participants: { keyArgs: false, read: readConnection, merge: appendPage },
          messages: { keyArgs: messagesKey, read: readConnection, merge: mergeMessages },
        },
      },
      Message: { fields: { participant: { read: readLink } } },
    },
  };
}

/** A conversation that some list brought already is known by its id, before it was ever asked for by it. */
function readConversation(existing: unknown, { args, toReference }: FieldOptions): unknown {
  if (existing !== undefined) return existing;
  const by = args?.['by'];
  if (typeof by !== 'object' || by === null || !('id' in by) || typeof by.id !== 'string') return undefined;
  return toReference({ __typename: 'Conversation', id: by.id });
}

function edgeKey(edge: Readonly<Record<string, unknown>>, { readField }: CacheKeyContext): string | false {
  const id = readField('id', edge['node']);
  return typeof id === 'string' ? `UserConversationEdge:${id}` : false;
}

function messagesKey(args: Record<string, unknown> | null): string | false {
  return typeof args?.['first'] === 'number' ? 'forward' : false;
}

/** A link to something evicted reads as null, not as missing: a missing field would send the query again. */
function readLink(existing: unknown, { canRead }: FieldOptions): unknown {
  if (existing === undefined || existing === null) return existing;
  return canRead(existing) ? existing : null;
}

function readConnection(existing: unknown, options: FieldOptions): unknown {
  if (!isConnection(existing)) return existing;
  return {
    ...existing,
    ...(existing.edges && { edges: existing.edges.filter((edge) => isReadable(edge, options)) }),
    ...(existing.nodes && { nodes: existing.nodes.filter((node) => options.canRead(node)) }),
  };
}

/** An edge may be an object of its own (then a reference) or a part of its list. */
function isReadable(edge: Edge, { readField, canRead }: FieldOptions): boolean {
  const node = readField('node', edge);
  // Without a node: a query that asked for cursors only, or a row whose own object was evicted.
  return node === undefined ? !('__ref' in edge) : canRead(node);
}

/** Pages that go forward: `after` continues the list, a first page replaces its beginning. */
function appendPage(existing: unknown, incoming: unknown, options: FieldOptions): unknown {
  if (!isConnection(existing) || !isConnection(incoming)) return incoming;
  return typeof options.args?.['after'] === 'string'
    ? { ...existing, ...incoming, ...joinedLists(existing, incoming, options) }
    : replaceStart(existing, incoming, options);
}

/** A first page, however short, is the truth about the start of the list; what follows it in the list stays. */
function replaceStart(existing: Connection, incoming: Connection, options: FieldOptions): Connection {
  if (incoming.pageInfo?.hasNextPage !== true) return { ...existing, ...incoming };
  const edges = following(incoming.edges, existing.edges, (edge) => options.readField('node', edge), options);
  const nodes = following(incoming.nodes, existing.nodes, (node) => node, options);
  if (edges.length === 0 && nodes.length === 0) return { ...existing, ...incoming };
  return {
    ...existing,
    ...incoming,
    ...(incoming.edges && { edges: [...incoming.edges, ...edges] }),
    ...(incoming.nodes && { nodes: [...incoming.nodes, ...nodes] }),
    pageInfo: { ...incoming.pageInfo, ...existing.pageInfo },
  };
}

function following<Row>(
  incoming: readonly Row[] | undefined,
  existing: readonly Row[] | undefined,
  nodeOf: (row: Row) => unknown,
  options: FieldOptions,
): readonly Row[] {
  const last = incoming?.at(-1);
  if (last === undefined || incoming === undefined || existing === undefined) return [];
  const lastId = idOf(nodeOf(last), options);
  const place = existing.findIndex((row) => idOf(nodeOf(row), options) === lastId);
  if (place === -1) return [];
  const listed = new Set(incoming.map((row) => idOf(nodeOf(row), options)));
  return existing.slice(place + 1).filter((row) => !listed.has(idOf(nodeOf(row), options)));
}

function mergeMessages(existing: unknown, incoming: unknown, options: FieldOptions): unknown {
  if (!isConnection(incoming)) return incoming;
  if (typeof options.args?.['first'] === 'number') return appendPage(existing, incoming, options);
  if (!isConnection(existing)) return incoming;
  return typeof options.args?.['before'] === 'string'
    ? prependPage(existing, incoming, options)
    : replaceEnd(existing, incoming, options);
}

function prependPage(existing: Connection, incoming: Connection, options: FieldOptions): Connection {
  return {
    ...existing,
    ...incoming,
    ...joinedLists(incoming, existing, options),
    pageInfo: {
      ...incoming.pageInfo,
      ...(existing.pageInfo?.hasNextPage !== undefined && { hasNextPage: existing.pageInfo.hasNextPage }),
      ...(existing.pageInfo?.endCursor !== undefined && { endCursor: existing.pageInfo.endCursor }),
    },
  };
}

/** The newest page is the truth about the end of the list; what is older stays only where the two touch. */
function replaceEnd(existing: Connection, incoming: Connection, options: FieldOptions): Connection {
  const edges = olderThan(incoming.edges, existing.edges, (edge) => options.readField('node', edge), options);
  const nodes = olderThan(incoming.nodes, existing.nodes, (node) => node, options);
  if (edges.length === 0 && nodes.length === 0) return { ...existing, ...incoming };
  return {
    ...existing,
    ...incoming,
    ...(incoming.edges && { edges: [...edges, ...incoming.edges] }),
    ...(incoming.nodes && { nodes: [...nodes, ...incoming.nodes] }),
    pageInfo: {
      ...incoming.pageInfo,
      ...(existing.pageInfo?.hasPreviousPage !== undefined && {
        hasPreviousPage: existing.pageInfo.hasPreviousPage,
      }),
      ...(existing.pageInfo?.startCursor !== undefined && { startCursor: existing.pageInfo.startCursor }),
    },
  };
}

function olderThan<Row>(
  incoming: readonly Row[] | undefined,
  existing: readonly Row[] | undefined,
  nodeOf: (row: Row) => unknown,
  options: FieldOptions,
): readonly Row[] {
  const first = incoming?.[0];
  if (first === undefined || existing === undefined) return [];
  const firstIndex = indexOf(nodeOf(first), options);
  if (firstIndex === undefined) return [];
  const older = existing.filter((row) => (indexOf(nodeOf(row), options) ?? firstIndex) < firstIndex);
  const newest = older.at(-1);
  const touches =
    older.length < existing.length ||
    (newest !== undefined && indexOf(nodeOf(newest), options) === firstIndex - 1);
  return touches ? older : [];
}

/** Both in one list, the later one's row where both have it. */
function joined<Row>(
  front: readonly Row[],
  back: readonly Row[],
  keyOf: (row: Row) => string | undefined,
): readonly Row[] {
  const rows = new Map<unknown, Row>();
  for (const row of [...front, ...back]) rows.set(keyOf(row) ?? row, row);
  return [...rows.values()];
}

function joinedLists(front: Connection, back: Connection, options: FieldOptions): Connection {
  const edgeKeyOf = (edge: Edge) => idOf(options.readField('node', edge), options);
  return {
    ...((front.edges ?? back.edges) && { edges: joined(front.edges ?? [], back.edges ?? [], edgeKeyOf) }),
    ...((front.nodes ?? back.nodes) && {
      nodes: joined(front.nodes ?? [], back.nodes ?? [], (node) => idOf(node, options)),
    }),
  };
}

function idOf(node: unknown, { readField }: FieldOptions): string | undefined {
  const id = node === undefined ? undefined : readField('id', node);
  return typeof id === 'string' ? id : undefined;
}

function indexOf(node: unknown, { readField }: FieldOptions): number | undefined {
  const index = node === undefined ? undefined : readField('index', node);
  return typeof index === 'number' ? index : undefined;
}

function isConnection(value: unknown): value is Connection {
  return typeof value === 'object' && value !== null && ('edges' in value || 'nodes' in value);
}
