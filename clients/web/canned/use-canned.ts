import { useEffect, useState } from 'preact/hooks';
import { followCanned } from '../../core/follow-canned.ts';
import type { CannedReplica } from '../../core/replica-canned.ts';
import type { SignedIn } from '../session/session.ts';

/** The account's canned replies; undefined until they arrive. */
export function useCanned({ connection, rights }: SignedIn): CannedReplica | undefined {
  const [replies, setReplies] = useState<CannedReplica>();
  useEffect(() => {
    const following = followCanned(connection, (followed) =>
      setReplies(followed.kind === 'here' ? followed.is : []),
    );
    return () => following.stop();
    // Other rights may give access.
  }, [connection, rights]);
  return replies;
}
