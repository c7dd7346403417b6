import type { ResourceHandler, Route } from './exchange.ts';
import { configurationRoutes } from './resources/configuration.ts';
import { conversationWithParticipantsRoutes } from './resources/conversation-with-participants.ts';
import { conversationRoutes } from './resources/conversations.ts';
import { messageRoutes } from './resources/messages.ts';
import { participantConversationRoutes } from './resources/participant-conversations.ts';
import { participantRoutes } from './resources/participants.ts';
import { receiptRoutes } from './resources/receipts.ts';
import { roleRoutes } from './resources/roles.ts';
import { serviceRoutes } from './resources/services.ts';
import { userConversationRoutes } from './resources/user-conversations.ts';
import { userRoutes } from './resources/users.ts';
import { webhookConfigurationRoutes } from './resources/webhook-configuration.ts';
import { webhookRoutes } from './resources/webhooks.ts';

/** Every path that the emulator imitates. */
export const routes: readonly Route[] = [
  ...conversationRoutes,
  ...messageRoutes,
  ...receiptRoutes,
  ...participantRoutes,
  ...webhookRoutes,
  ...conversationWithParticipantsRoutes,
  ...participantConversationRoutes,
  ...userRoutes,
  ...userConversationRoutes,
  ...roleRoutes,
  ...serviceRoutes,
  ...configurationRoutes,
  ...webhookConfigurationRoutes,
];

/** Where a path leads. */
export interface RouteMatch {
  readonly route: Route;
  /** The service that the path names; undefined in the short family. */
  readonly serviceSid: string | undefined;
  readonly params: Readonly<Record<string, string>>;
}

const methods = ['GET', 'POST', 'DELETE'] as const;

/** The handler of a method; undefined when the path does not know the method. */
export function handlerOf(route: Route, method: string): ResourceHandler | undefined {
  const known = methods.find((candidate) => candidate === method);
  return known && route[known];
}

/** Finds the route of decoded segments below `/v1`; undefined when nothing is there. */
export function matchRoute(segments: readonly string[]): RouteMatch | undefined {
  const [first, serviceSid, ...rest] = segments;
  const isServiceScoped = first === 'Services' && serviceSid !== undefined && rest.length > 0;
  const wanted = isServiceScoped ? rest : segments;
  for (const { route, pattern } of patternsByLength.get(wanted.length) ?? []) {
    const family = route.family ?? 'both';
    if (family !== 'both' && (family === 'service') !== isServiceScoped) continue;
    const params = matchPattern(pattern, wanted);
    if (params) return { route, params, serviceSid: isServiceScoped ? serviceSid : undefined };
  }
  return undefined;
}

const patternsByLength = new Map<number, { readonly route: Route; readonly pattern: readonly string[] }[]>();
for (const route of routes) {
  const pattern = route.pattern.split('/');
  const ofThisLength = patternsByLength.get(pattern.length) ?? [];
  patternsByLength.set(pattern.length, [...ofThisLength, { route, pattern }]);
}

function matchPattern(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at];
    if (segment === undefined || segment === '') return undefined;
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}
