import type { OutgoingMessage } from '../outbox/outbox.ts';
import { Icon } from '../ui/icon.tsx';
import { useWorkspace } from '../workspace.ts';

/** A message on its way: sending, waiting for the network, or failed with what can be done about it. */
export function OutgoingRow({ message }: { readonly message: OutgoingMessage }) {
  const { outbox } = useWorkspace();
  const { state, clientMessageId, problem } = message;
  return (
    <li className="message" data-own="true" data-outgoing={state} data-starts="true" data-ends="true">
      <div className="message-column">
        <span className="visually-hidden">You</span>
        <div className="message-line">
          <div className="bubble">
            <p className="bubble-text" dir="auto">
              {message.body}
            </p>
          </div>
        </div>
        <span className="message-meta" role={state === 'failed' ? 'alert' : 'status'}>
          <Icon name={state === 'failed' ? 'alert' : 'clock'} size={14} />
          {state === 'sending' && 'Sending…'}
          {state === 'waiting' && 'Not sent yet. It goes out when the connection is back.'}
          {state === 'failed' && `Not sent. ${problem ?? ''}`}
        </span>
        {state !== 'sending' && (
          <span className="outgoing-actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => outbox.retry(clientMessageId)}
            >
              Retry
            </button>
            <button
              type="button"
              className="button button-small button-quiet"
              onClick={() => outbox.discard(clientMessageId)}
            >
              Discard
            </button>
          </span>
        )}
      </div>
    </li>
  );
}
