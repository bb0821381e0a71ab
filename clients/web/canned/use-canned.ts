import { useEffect, useState } from 'preact/hooks';
import { followCanned } from '../../core/follow-canned.ts';
import type { CannedReplica } from '../../core/replica-canned.ts';
import type { SignedIn } from '../session/session.ts';

/** The canned replies that the account has at hand; undefined until they are told. */
export function useCanned({ connection, rights }: SignedIn): CannedReplica | undefined {
  const [replies, setReplies] = useState<CannedReplica>();
  useEffect(() => {
    const following = followCanned(connection, (followed) =>
      setReplies(followed.kind === 'here' ? followed.is : []),
    );
    return () => following.stop();
    // What was out of reach may be in reach with other rights.
  }, [connection, rights]);
  return replies;
}
