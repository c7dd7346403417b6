const widths = ['short', 'long', 'medium', 'short', 'long'] as const;

/** The shape of a thread while it is on its way. */
export function ThreadSkeleton() {
  return (
    <div className="thread-skeleton" role="status" aria-label="Loading messages">
      {widths.map((width, row) => (
        <span
          key={`${width}-${row}`}
          className={`skeleton skeleton-bubble skeleton-${width}`}
          data-own={row % 3 === 2}
        />
      ))}
    </div>
  );
}
