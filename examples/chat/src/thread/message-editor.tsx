import { useMutation } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { UpdateMessageDocument, type MessageFieldsFragment } from 'twilio-conversations-graphql/client';
import { refusalOf } from '../refusal.ts';

interface MessageEditorProps {
  readonly message: MessageFieldsFragment;
  readonly onClose: () => void;
}

/** Changes a message in its place: Enter saves, Escape leaves it as it was. */
export function MessageEditor({ message, onClose }: MessageEditorProps) {
  const [body, setBody] = useState(message.body ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [update, { loading }] = useMutation(UpdateMessageDocument);
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const field = fieldRef.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, []);

  const trimmed = body.trim();
  const save = async () => {
    if (trimmed === '' || loading) return;
    if (trimmed === message.body) {
      onClose();
      return;
    }
    try {
      const { data } = await update({ variables: { input: { messageId: message.id, body: trimmed } } });
      const refused = refusalOf(data?.updateMessage.errors);
      setProblem(refused);
      if (refused === null) onClose();
    } catch {
      setProblem('The gateway did not answer. Please try again.');
    }
  };

  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={fieldRef}
        className="field"
        aria-label="Edit message"
        rows={Math.min(8, body.split('\n').length + 1)}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            void save();
          }
        }}
      />
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="editor-actions">
        <button type="button" className="button button-small" onClick={onClose}>
          Cancel
        </button>
        <button
          type="submit"
          className="button button-small button-primary"
          disabled={loading || trimmed === ''}
        >
          Save
        </button>
      </div>
    </form>
  );
}
