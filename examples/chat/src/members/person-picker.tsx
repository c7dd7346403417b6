import { useId, useState } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { usePeople } from './people.tsx';

interface PersonPickerProps {
  readonly label: string;
  /** Identities that cannot be picked. */
  readonly excluded: readonly string[];
  readonly chosen: readonly string[];
  readonly chosenMax: number;
  readonly onChange: (identities: readonly string[]) => void;
}

/** Picks people: from the demo's list, or by writing their identity. */
export function PersonPicker({ label, excluded, chosen, chosenMax, onChange }: PersonPickerProps) {
  const people = usePeople();
  const inputId = useId();
  const [text, setText] = useState('');
  const isFull = chosen.length >= chosenMax;
  const typed = text.trim();
  const matching = people.filter(
    ({ identity, friendlyName }) =>
      !excluded.includes(identity) &&
      `${identity} ${friendlyName}`.toLowerCase().includes(typed.toLowerCase()),
  );
  const others = chosen.filter((identity) => !people.some((person) => person.identity === identity));

  const toggle = (identity: string) => {
    if (chosen.includes(identity)) onChange(chosen.filter((each) => each !== identity));
    else if (!isFull) onChange([...chosen, identity]);
  };
  const addTyped = () => {
    const known = matching.length === 1 ? matching[0]?.identity : undefined;
    const identity = known ?? typed;
    if (identity === '' || excluded.includes(identity) || chosen.includes(identity)) return;
    toggle(identity);
    setText('');
  };

  return (
    <fieldset className="picker">
      <legend>{label}</legend>
      <label className="visually-hidden" htmlFor={inputId}>
        Find by name or identity
      </label>
      <input
        id={inputId}
        className="field"
        value={text}
        placeholder={people.length > 0 ? 'Find a person' : 'Identity of a person, then Enter'}
        autoComplete="off"
        maxLength={256}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || typed === '') return;
          event.preventDefault();
          addTyped();
        }}
      />
      <ul className="picker-list">
        {others.map((identity) => (
          <PickerRow
            key={identity}
            name={identity}
            identity={identity}
            isChosen
            isDisabled={false}
            onToggle={toggle}
          />
        ))}
        {matching.map(({ identity, friendlyName }) => (
          <PickerRow
            key={identity}
            name={friendlyName}
            identity={identity}
            isChosen={chosen.includes(identity)}
            isDisabled={isFull && !chosen.includes(identity)}
            onToggle={toggle}
          />
        ))}
      </ul>
      {matching.length === 0 && typed !== '' && (
        <button type="button" className="button button-quiet" onClick={addTyped} disabled={isFull}>
          <Icon name="plus" size={16} /> Add “{typed}”
        </button>
      )}
    </fieldset>
  );
}

interface PickerRowProps {
  readonly name: string;
  readonly identity: string;
  readonly isChosen: boolean;
  readonly isDisabled: boolean;
  readonly onToggle: (identity: string) => void;
}

function PickerRow({ name, identity, isChosen, isDisabled, onToggle }: PickerRowProps) {
  return (
    <li>
      <label className="picker-row">
        <input type="checkbox" checked={isChosen} disabled={isDisabled} onChange={() => onToggle(identity)} />
        <Avatar name={name} seed={identity} size="small" />
        <span>{name}</span>
        <span className="picker-check" aria-hidden="true">
          <Icon name="check" size={14} />
        </span>
      </label>
    </li>
  );
}
