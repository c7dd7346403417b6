import { useSyncExternalStore } from 'react';
import { useWorkspace } from '../workspace.ts';
import type { ConnectionPhase } from './connection-status.ts';

/** Says when what is shown may be behind; silent while all is well. */
export function ConnectionBanner() {
  const { status } = useWorkspace();
  const phase = useSyncExternalStore(status.subscribe, status.phase);
  const sentence = sentenceOf(phase);
  return (
    <div className="banner-place" role="status">
      {sentence !== null && (
        <p className="banner" data-phase={phase}>
          <span className="banner-dot" aria-hidden="true" />
          {sentence}
        </p>
      )}
    </div>
  );
}

function sentenceOf(phase: ConnectionPhase): string | null {
  switch (phase) {
    case 'offline':
      return 'You are offline. Messages will wait.';
    case 'reconnecting':
      return 'Reconnecting…';
    case 'connecting':
    case 'live':
      return null;
  }
}
