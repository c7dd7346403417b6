import type { Clock } from './clock.ts';

/** Something that is to happen at its time. */
export interface Alarm {
  /** When it rings, in milliseconds by the clock. Its alarms set it. */
  dueAt: number;
  /** Its place among those that are set; -1 while it is not. Its alarms set it. */
  place: number;
  ring(): void;
}

/** Many alarms by one timer: thousands of sockets and streams wait for something, and a timer of its own costs each as much as a kilobyte. */
export interface Alarms {
  /** Has it ring once, `delayMs` from now, and not at another time for which it was set before. */
  set(alarm: Alarm, delayMs: number): void;
  /** Has it not ring; one that is not set stays as it is. */
  cancel(alarm: Alarm): void;
  close(): void;
}

/** A longer delay rings early in Node. */
const timerMsMax = 2_147_483_647;

/** None is set. Alarms that are due at the same time ring in any order. */
export function createAlarms({ clock }: { readonly clock: Clock }): Alarms {
  /** A heap: none is due before the one at half its place. */
  const heap: Alarm[] = [];
  let timer: { readonly dueAt: number; readonly cancel: () => void } | null = null;

  const put = (alarm: Alarm, place: number) => {
    heap[place] = alarm;
    alarm.place = place;
  };
  const rise = (alarm: Alarm, from: number) => {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || parent.dueAt <= alarm.dueAt) break;
      put(parent, place);
      place = above;
    }
    put(alarm, place);
  };
  const sink = (alarm: Alarm, from: number) => {
    let place = from;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      const earlier = left && right && right.dueAt < left.dueAt ? right : left;
      if (!earlier || earlier.dueAt >= alarm.dueAt) break;
      const below = earlier.place;
      put(earlier, place);
      place = below;
    }
    put(alarm, place);
  };
  const remove = (alarm: Alarm) => {
    const { place } = alarm;
    alarm.place = -1;
    const last = heap.pop();
    if (!last || last === alarm) return;
    sink(last, place);
    rise(last, last.place);
  };

  const wait = () => {
    const [first] = heap;
    if (timer && first && timer.dueAt <= first.dueAt) return;
    timer?.cancel();
    timer = null;
    if (!first) return;
    const delayMs = Math.min(Math.max(first.dueAt - clock.now(), 0), timerMsMax);
    timer = { dueAt: first.dueAt, cancel: clock.setTimer(ring, delayMs) };
  };
  const ring = () => {
    timer = null;
    const now = clock.now();
    for (let [first] = heap; first && first.dueAt <= now; [first] = heap) {
      remove(first);
      first.ring();
    }
    wait();
  };

  return {
    set(alarm, delayMs) {
      if (alarm.place >= 0) remove(alarm);
      alarm.dueAt = clock.now() + Math.max(delayMs, 0);
      rise(alarm, heap.length);
      wait();
    },
    cancel(alarm) {
      if (alarm.place < 0) return;
      remove(alarm);
      wait();
    },
    close() {
      for (const alarm of heap) alarm.place = -1;
      heap.length = 0;
      wait();
    },
  };
}
