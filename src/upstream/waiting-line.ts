import type { CallPriority } from './conversations-api.ts';

/** Somebody who waits for a `Ticket`. */
export interface Waiter<Ticket> {
  readonly priority: CallPriority;
  /** Lets it go; it has left the line by then. */
  admit(ticket: Ticket): void;
  /** Sends it away with a reason. */
  refuse(reason: unknown): void;
}

/** A line with four lanes, of which the more important goes first, but not always. */
export interface WaitingLine<Ticket> {
  add(waiter: Waiter<Ticket>): void;
  /** Does nothing for whoever is not in the line. */
  remove(waiter: Waiter<Ticket>): void;
  /** Takes out whose turn it is. */
  takeNext(): Waiter<Ticket> | undefined;
  /** The newest of the least important lane that is less important than `priority`. */
  leastImportantBelow(priority: CallPriority): Waiter<Ticket> | undefined;
  size(): number;
  /** How many would go before a newcomer of this priority. */
  sizeAhead(priority: CallPriority): number;
}

const lanesByImportance: readonly CallPriority[] = ['userWrite', 'userRead', 'backfill', 'sweep'];

/** Every how many turns goes to whoever has waited longest, whatever the priority, so that nobody starves. */
export const turnsPerFairTurn = 10;

/** An empty line. Its bound is the business of whoever adds to it. */
export function createWaitingLine<Ticket>(): WaitingLine<Ticket> {
  // A map from waiter to arrival keeps the order of arrival and forgets anybody in constant time.
  const lanes = new Map(lanesByImportance.map((priority) => [priority, new Map<Waiter<Ticket>, number>()]));
  let arrivals = 0;
  let turns = 0;

  function laneOf(priority: CallPriority): Map<Waiter<Ticket>, number> {
    const lane = lanes.get(priority);
    if (lane === undefined) throw new Error(`There is no lane for the priority ${priority}.`);
    return lane;
  }

  function firstByImportance(): Waiter<Ticket> | undefined {
    for (const lane of lanes.values()) {
      const [first] = lane.keys();
      if (first !== undefined) return first;
    }
    return undefined;
  }

  function firstByArrival(): Waiter<Ticket> | undefined {
    let earliest: { readonly waiter: Waiter<Ticket>; readonly arrival: number } | undefined;
    for (const lane of lanes.values()) {
      const [first] = lane;
      if (first !== undefined && (earliest === undefined || first[1] < earliest.arrival))
        earliest = { waiter: first[0], arrival: first[1] };
    }
    return earliest?.waiter;
  }

  return {
    add(waiter) {
      laneOf(waiter.priority).set(waiter, (arrivals += 1));
    },
    remove(waiter) {
      laneOf(waiter.priority).delete(waiter);
    },
    takeNext() {
      turns += 1;
      const waiter = turns % turnsPerFairTurn === 0 ? firstByArrival() : firstByImportance();
      if (waiter !== undefined) laneOf(waiter.priority).delete(waiter);
      return waiter;
    },
    leastImportantBelow(priority) {
      const lower = lanesByImportance.slice(lanesByImportance.indexOf(priority) + 1);
      const lane = lower.map(laneOf).findLast((candidates) => candidates.size > 0);
      return lane === undefined ? undefined : [...lane.keys()].at(-1);
    },
    size() {
      let size = 0;
      for (const lane of lanes.values()) size += lane.size;
      return size;
    },
    sizeAhead(priority) {
      const ahead = lanesByImportance.slice(0, lanesByImportance.indexOf(priority) + 1);
      return ahead.reduce((sum, lane) => sum + laneOf(lane).size, 0);
    },
  };
}
