import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { AddParticipantDocument } from 'twilio-conversations-graphql/client';
import { refusalOf } from '../refusal.ts';
import { addParticipant } from '../thread/thread-cache.ts';
import type { ThreadConversation } from '../thread/use-thread.ts';
import { Dialog } from '../ui/dialog.tsx';
import { PersonPicker } from './person-picker.tsx';

const atOnceMax = 10;

interface AddMembersProps {
  readonly conversation: ThreadConversation;
  readonly onClose: () => void;
}

/** Asks whom to add to a conversation. */
export function AddMembers({ conversation, onClose }: AddMembersProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [add, { loading }] = useMutation(AddParticipantDocument);
  const present = conversation.participants?.nodes.flatMap(({ identity }) => identity ?? []) ?? [];

  const addOne = async (identity: string): Promise<string | null> => {
    const { data } = await add({
      variables: { input: { conversationId: conversation.id, identity } },
      update(cache, result) {
        const added = result.data?.addParticipant.participant;
        if (added) addParticipant(cache, conversation.id, added);
      },
    });
    return refusalOf(data?.addParticipant.errors);
  };
  /** One after the other: who could be added is, and the first refusal says where it stopped. */
  const addAll = async () => {
    setProblem(null);
    for (const identity of chosen) {
      // oxlint-disable-next-line no-await-in-loop
      const refused = await addOne(identity).catch(() => 'The gateway did not answer. Please try again.');
      if (refused !== null) {
        setProblem(`${identity} was not added. ${refused}`);
        return;
      }
      setChosen((left) => left.filter((each) => each !== identity));
    }
    onClose();
  };

  return (
    <Dialog title="Add people" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void addAll();
        }}
      >
        <PersonPicker
          label="Who joins?"
          excluded={present}
          chosen={chosen}
          chosenMax={atOnceMax}
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
            {loading ? 'Adding…' : 'Add'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
