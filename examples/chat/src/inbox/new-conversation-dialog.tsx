import { useMutation } from '@apollo/client/react';
import { useId, useState } from 'react';
import { CreateConversationDocument } from 'twilio-conversations-graphql/client';
import { PersonPicker } from '../members/person-picker.tsx';
import { refusalOf } from '../refusal.ts';
import { goToConversation } from '../route.ts';
import { Dialog } from '../ui/dialog.tsx';
import { addConversation } from './inbox-cache.ts';

/** Twilio takes at most 10 participants with the creator in one call. */
const othersMax = 9;
const nameMax = 256;

interface NewConversationDialogProps {
  readonly viewerIdentity: string;
  readonly onClose: () => void;
}

/** Asks for a name and for people, and opens the conversation made of them. */
export function NewConversationDialog({ viewerIdentity, onClose }: NewConversationDialogProps) {
  const nameId = useId();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [create, { loading }] = useMutation(CreateConversationDocument);

  const submit = async () => {
    setProblem(null);
    const friendlyName = name.trim();
    try {
      const { data } = await create({
        variables: {
          input: {
            ...(friendlyName !== '' && { friendlyName }),
            participants: chosen.map((identity) => ({ identity })),
          },
        },
        update(cache, result) {
          const created = result.data?.createConversation.conversation;
          if (created) addConversation(cache, created, null);
        },
      });
      const created = data?.createConversation.conversation;
      if (!created) {
        setProblem(refusalOf(data?.createConversation.errors) ?? 'The conversation was not created.');
        return;
      }
      onClose();
      goToConversation(created.id);
    } catch {
      setProblem('The gateway did not answer. Please try again.');
    }
  };

  return (
    <Dialog title="New conversation" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label htmlFor={nameId}>
          Name <span className="optional">optional</span>
        </label>
        <input
          id={nameId}
          className="field"
          value={name}
          maxLength={nameMax}
          placeholder="What is it about?"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <PersonPicker
          label="With"
          excluded={[viewerIdentity]}
          chosen={chosen}
          chosenMax={othersMax}
          onChange={setChosen}
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
          <button type="submit" className="button button-primary" disabled={loading || chosen.length === 0}>
            {loading ? 'Creating…' : 'Create'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
