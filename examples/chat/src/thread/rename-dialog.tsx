import { useMutation } from '@apollo/client/react';
import { useId, useState } from 'react';
import {
  UpdateConversationDocument,
  type ConversationFieldsFragment,
} from 'twilio-conversations-graphql/client';
import { refusalOf } from '../refusal.ts';
import { Dialog } from '../ui/dialog.tsx';

const nameMax = 256;

interface RenameDialogProps {
  readonly conversation: ConversationFieldsFragment;
  readonly onClose: () => void;
}

/** Asks for the name of a conversation. */
export function RenameDialog({ conversation, onClose }: RenameDialogProps) {
  const inputId = useId();
  const [name, setName] = useState(conversation.friendlyName ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [update, { loading }] = useMutation(UpdateConversationDocument);

  const submit = async () => {
    try {
      const { data } = await update({
        variables: { input: { conversationId: conversation.id, friendlyName: name.trim() } },
      });
      const refused = refusalOf(data?.updateConversation.errors);
      setProblem(refused);
      if (refused === null) onClose();
    } catch {
      setProblem('The gateway did not answer. Please try again.');
    }
  };

  return (
    <Dialog title="Rename conversation" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label htmlFor={inputId}>Name</label>
        <input
          id={inputId}
          className="field"
          value={name}
          maxLength={nameMax}
          placeholder="Without a name, the members are shown"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary" disabled={loading}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
