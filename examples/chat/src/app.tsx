import { ApolloProvider } from '@apollo/client/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { ChatScreen } from './chat-screen.tsx';
import { PeopleProvider } from './members/people.tsx';
import type { Session } from './session/session.ts';
import { SignIn } from './session/sign-in.tsx';
import { NoticesProvider } from './ui/notices.tsx';
import { createWorkspace, WorkspaceContext, type Workspace } from './workspace.ts';

/** The sign-in, or the chat of who is signed in. */
export function App({ session }: { readonly session: Session }) {
  const { token, endedBecause } = useSyncExternalStore(session.subscribe, session.state);
  if (token === null) return <SignIn session={session} endedBecause={endedBecause} />;
  return <SignedIn key={token} session={session} />;
}

function SignedIn({ session }: { readonly session: Session }) {
  const workspace = useOpenWorkspace(session);
  if (!workspace) return null;
  return (
    <WorkspaceContext value={workspace}>
      <ApolloProvider client={workspace.client}>
        <NoticesProvider>
          <PeopleProvider>
            <ChatScreen />
          </PeopleProvider>
        </NoticesProvider>
      </ApolloProvider>
    </WorkspaceContext>
  );
}

/** One workspace for as long as the component stands: its socket is closed with it. */
function useOpenWorkspace(session: Session): Workspace | null {
  const [workspace, setWorkspace] = useState<Workspace | null>(null);
  useEffect(() => {
    const opened = createWorkspace(session);
    setWorkspace(opened);
    return () => {
      setWorkspace(null);
      opened.close();
    };
  }, [session]);
  return workspace;
}
