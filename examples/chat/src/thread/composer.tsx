import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from '../ui/icon.tsx';

/** Twilio's limit of a message among chat users, in bytes of UTF-8. */
const bodyBytesMax = 32 * 1024;
const heightMaxPx = 180;

interface ComposerProps {
  /** Takes the text; false when it cannot. */
  readonly onSend: (body: string) => boolean;
}

/** Where a message is written: Enter sends, Shift and Enter begins a line. */
export function Composer({ onSend }: ComposerProps) {
  const [body, setBody] = useState('');
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const trimmed = body.trim();
  const isTooLong = new TextEncoder().encode(trimmed).length > bodyBytesMax;
  const canSend = trimmed !== '' && !isTooLong;

  useEffect(() => {
    // Where there is a keyboard to type on; on a phone it would cover what one came to read.
    if (window.matchMedia('(pointer: fine)').matches) fieldRef.current?.focus();
  }, []);
  useLayoutEffect(() => {
    const field = fieldRef.current;
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, heightMaxPx)}px`;
  }, [body]);

  const send = () => {
    if (canSend && onSend(trimmed)) setBody('');
    fieldRef.current?.focus();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isTooLong && (
        <p className="problem" role="alert">
          A message can hold 32 KB of text. Please shorten it.
        </p>
      )}
      <div className="composer-field">
        <textarea
          ref={fieldRef}
          rows={1}
          value={body}
          aria-label="Message"
          placeholder="Message"
          enterKeyHint="send"
          onChange={(event) => setBody(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" className="send-button" aria-label="Send" disabled={!canSend}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
