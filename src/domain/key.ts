/** The keys by which the domain's callers name things. */
export type { MessageKey, ParticipantKey } from '../upstream/conversations-api.ts';
