import { useSyncExternalStore } from 'react';

const prefix = '#/c/';

/** The conversation that is open, kept in the address: the browser's back button leads to the inbox, a reload stays. */
export function useOpenConversation(): string | null {
  return useSyncExternalStore(onAddressChange, openConversation);
}

/** The address of a conversation, for a link. */
export function conversationAddress(id: string): string {
  return `${prefix}${encodeURIComponent(id)}`;
}

/** Opens a conversation, with a place in the history of its own. */
export function goToConversation(id: string): void {
  location.hash = conversationAddress(id);
}

/** Back to the inbox, without a place in the history that would lead to a conversation that is gone. */
export function closeConversation(): void {
  history.replaceState(null, '', location.pathname);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

function openConversation(): string | null {
  if (!location.hash.startsWith(prefix)) return null;
  try {
    return decodeURIComponent(location.hash.slice(prefix.length));
  } catch {
    return null;
  }
}

function onAddressChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
  };
}
