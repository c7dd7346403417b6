import { isSid } from '../sid.ts';
import { anyScope } from './shared-reads.ts';

/** What a change has to touch for a read under way to be out of date; a unique name may be that of any conversation. */
export function flightScopeOf(conversation: string): string {
  return isSid('conversation', conversation) ? conversation : anyScope;
}

/** What a write touches: everything, where it names its conversation in a way that others do not. */
export function writtenFlightScope(conversation: string): string | undefined {
  return isSid('conversation', conversation) ? conversation : undefined;
}

/** The same of a user; a sid may be that of any. */
export function userFlightScope(identity: string): string {
  return isSid('user', identity) ? anyScope : `user ${identity}`;
}

/** What a write of a user touches: everything, where it names the user in a way that others do not. */
export function writtenUserFlightScope(identity: string): string | undefined {
  return isSid('user', identity) ? undefined : userFlightScope(identity);
}
