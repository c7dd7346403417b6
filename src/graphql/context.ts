import type { AnswerBasis } from '../answer-basis.ts';
import type { Viewer } from '../domain/access.ts';
import type { Audience } from '../domain/audience-access.ts';
import type { Domain } from '../domain/domain.ts';

/** What resolvers get: the domain for one viewer or audience, and nothing that could reach around it. */
export interface GraphqlContext {
  readonly domain: Domain;
  /** Names the request in answers and logs. */
  readonly requestId: string;
  /** Where a reconnecting client's subscription goes on, from its connection_init; wins over the variables it repeats. */
  readonly resumeAfter: string | undefined;
}

/** Makes the context of an operation; for a subscription, of each of its events anew, so that no event reads another's memory. */
export type CreateContext = (request: ContextRequest) => GraphqlContext;

/** What a context is made for. */
export interface ContextRequest {
  /** One viewer, or all who are told the same. */
  readonly viewer: Viewer | Audience;
  readonly requestId: string;
  readonly signal?: AbortSignal | undefined;
  readonly resumeAfter?: string | undefined;
  /** Is told what the answer rests on. */
  readonly basis?: AnswerBasis | undefined;
}
