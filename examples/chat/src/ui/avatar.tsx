import type { CSSProperties } from 'react';

interface AvatarProps {
  readonly name: string;
  /** What the colour derives from: the same for a person wherever they appear. */
  readonly seed: string;
  readonly size?: 'small' | 'medium' | 'large';
}

/** Initials on a colour of one's own. Decoration: the name stands beside it. */
export function Avatar({ name, seed, size = 'medium' }: AvatarProps) {
  return (
    <span className={`avatar avatar-${size}`} style={hueOf(seed)} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const letters = chosen.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 63));
  return letters.join('').toUpperCase();
}

function hueOf(seed: string): CSSProperties {
  let hash = 7;
  for (const character of seed) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 3600;
  return { '--hue': `${(hash * 137) % 360}` } as CSSProperties;
}
