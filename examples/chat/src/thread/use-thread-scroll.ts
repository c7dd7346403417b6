import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ThreadRow } from './thread-rows.ts';
import type { ThreadState } from './use-thread.ts';

const nearBottomPx = 48;
const nearTopPx = 160;

/** Where the person stands in the thread. */
export interface ThreadScroll {
  readonly scrollRef: RefObject<HTMLDivElement | null>;
  readonly isAtBottom: boolean;
  /** Something came below what is in view. */
  readonly hasNew: boolean;
  onScroll(): void;
  toBottom(): void;
}

/** Options of {@link useThreadScroll}. */
export interface ThreadScrollOptions {
  readonly rows: readonly ThreadRow[];
  readonly older: ThreadState['older'];
  readonly onLoadOlder: () => void;
}

/**
 * Keeps the newest message in view while the person is there, and what they look at in its place while they are not: also when
 * older messages come in above.
 */
export function useThreadScroll({ rows, older, onLoadOlder }: ThreadScrollOptions): ThreadScroll {
  const scrollRef = useRef<HTMLDivElement>(null);
  const before = useRef({ firstKey: '', lastKey: '', height: 0, isPinned: true });
  const [isAtBottom, setAtBottom] = useState(true);
  const [hasNew, setHasNew] = useState(false);

  const toBottom = useCallback(() => {
    const element = scrollRef.current;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    before.current.isPinned = true;
    setAtBottom(true);
    setHasNew(false);
  }, []);

  const first = rows.find(({ kind }) => kind === 'message')?.key ?? '';
  const last = rows.at(-1);
  const lastKey = last?.key ?? '';
  const isOwnLast = last?.kind === 'outgoing';
  useLayoutEffect(() => {
    const element = scrollRef.current;
    if (!element) return;
    const was = before.current;
    const isPrepended = was.firstKey !== '' && first !== was.firstKey && lastKey === was.lastKey;
    const isAppended = lastKey !== was.lastKey;
    if (isPrepended && !was.isPinned) element.scrollTop += element.scrollHeight - was.height;
    else if (was.isPinned || (isAppended && isOwnLast)) toBottom();
    else if (isAppended) setHasNew(true);
    before.current = { ...before.current, firstKey: first, lastKey, height: element.scrollHeight };
  }, [rows, first, lastKey, isOwnLast, toBottom]);

  // A keyboard that opens, or a composer that grows, takes from the height: the newest message stays in view.
  useEffect(() => {
    const element = scrollRef.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (before.current.isPinned) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = scrollRef.current;
    if (!element) return;
    const isNearBottom = element.scrollHeight - element.scrollTop - element.clientHeight < nearBottomPx;
    before.current.isPinned = isNearBottom;
    setAtBottom(isNearBottom);
    if (isNearBottom) setHasNew(false);
    if (element.scrollTop < nearTopPx && older === 'some') onLoadOlder();
  };

  return { scrollRef, isAtBottom, hasNew, onScroll, toBottom };
}
