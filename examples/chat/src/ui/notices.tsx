import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** How parts of the app say something in passing. */
export interface Notices {
  /** Shows a sentence for a while, and reads it out at once. */
  show(sentence: string): void;
  /** Reads a sentence out when the screen reader has time for it; shows nothing. */
  announce(sentence: string): void;
}

const showForMs = 7_000;
const NoticesContext = createContext<Notices | null>(null);

/** The notices of the screen. */
export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (!notices) throw new Error('Only inside a NoticesProvider.');
  return notices;
}

/** Shows and reads out what is noticed below it. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<string | null>(null);
  const [announced, setAnnounced] = useState('');
  const notices = useRef<Notices>({ show: setShown, announce: setAnnounced });
  const dismiss = useCallback(() => setShown(null), []);

  useEffect(() => {
    if (shown === null) return undefined;
    const timer = setTimeout(dismiss, showForMs);
    return () => clearTimeout(timer);
  }, [shown, dismiss]);

  return (
    <NoticesContext value={notices.current}>
      {children}
      <div className="visually-hidden" aria-live="polite" data-testid="announcements">
        {announced}
      </div>
      <div className="notice-place" role="alert">
        {shown !== null && (
          <div className="notice">
            <span>{shown}</span>
            <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismiss}>
              <Icon name="close" size={16} />
            </button>
          </div>
        )}
      </div>
    </NoticesContext>
  );
}
