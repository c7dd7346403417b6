import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** What can be chosen. */
export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  readonly isDanger?: boolean;
  readonly onChoose: () => void;
}

interface MenuProps {
  /** The name of the button that opens it. */
  readonly label: string;
  readonly items: readonly MenuItem[];
}

const listWidthPx = 200;

/** A button with a menu: arrow keys move, Escape closes and gives the focus back. */
export function Menu({ label, items }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [place, setPlace] = useState('');
  const rootRef = useRef<HTMLDivElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const listRef = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!isOpen) return undefined;
    listRef.current?.querySelector('button')?.focus();
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && !rootRef.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  const open = () => {
    const button = buttonRef.current?.getBoundingClientRect();
    if (button) setPlace(placeOf(button));
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    buttonRef.current?.focus();
  };

  return (
    <div className="menu" ref={rootRef} data-open={isOpen}>
      <button
        ref={buttonRef}
        type="button"
        className="icon-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : open())}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <div
          ref={listRef}
          className={`menu-list ${place}`}
          role="menu"
          aria-label={label}
          tabIndex={-1}
          onKeyDown={(event) => onMenuKey(event, close)}
        >
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={`menu-item ${item.isDanger ? 'menu-item-danger' : ''}`}
              onClick={() => {
                close();
                item.onChoose();
              }}
            >
              <Icon name={item.icon} size={18} />
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** Where there is room for it: upwards near the bottom, to the right near the left edge. */
function placeOf(button: DOMRect): string {
  const up = button.bottom > window.innerHeight * 0.6 ? 'menu-list-up' : '';
  return button.right < listWidthPx ? `${up} menu-list-right` : up;
}

function onMenuKey(event: KeyboardEvent<HTMLDivElement>, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll('button')];
  const place = items.findIndex((item) => item === document.activeElement);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: (place + 1) % items.length,
    ArrowUp: (place - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const next = moves[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.stopPropagation();
    if (event.key === 'Escape') event.preventDefault();
    close();
  } else if (next !== undefined) {
    event.preventDefault();
    items[next]?.focus();
  }
}
