import type { InboxEdge } from './inbox-cache.ts';

/** Latest activity first: the newest message, or the beginning where nothing was said yet. */
export function byActivity(edges: readonly InboxEdge[]): readonly InboxEdge[] {
  return edges.toSorted((one, other) => activityOf(other).localeCompare(activityOf(one)));
}

function activityOf({ node }: InboxEdge): string {
  return node.lastMessage?.createdAt ?? node.createdAt;
}
