import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** What stands where there is nothing yet: why, and what to do. */
export function EmptyState({ title, text, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <svg className="empty-art" viewBox="0 0 120 84" aria-hidden="true">
        <rect x="8" y="10" width="70" height="42" rx="16" className="empty-art-back" />
        <rect x="42" y="30" width="70" height="42" rx="16" className="empty-art-front" />
        <circle cx="64" cy="51" r="3.5" />
        <circle cx="77" cy="51" r="3.5" />
        <circle cx="90" cy="51" r="3.5" />
      </svg>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}
