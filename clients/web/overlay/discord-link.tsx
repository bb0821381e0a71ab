import { useState } from 'preact/hooks';
import type { AdminDeed } from '../../../protocol/admin.ts';
import { Once } from '../parts/once.tsx';
import { Problem } from '../parts/notice.tsx';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { useAction } from '../use-action.ts';
import { answerOf, askAdmin, useAsked } from '../use-asked.ts';

/** Who the reader is on Discord, where the server has a bot there. */
export function DiscordLink({ who: { connection } }: { readonly who: SignedIn }) {
  const { asked, again } = useAsked(connection, { kind: 'own_discord_get' }, 'own_discord');
  const [code, setCode] = useState<string>();
  const action = useAction();
  const { discord: words } = texts.preferences;
  if (asked.kind !== 'here' || !asked.is.on) return null;
  const { user } = asked.is;
  const press = async (): Promise<void> => {
    const kind: AdminDeed['kind'] = user === null ? 'own_discord_code' : 'own_discord_unlink';
    const outcome = await action.run(() => askAdmin(connection, { kind }));
    setCode(answerOf(outcome, 'discord_code')?.code);
    again();
  };
  return (
    <section aria-label="Discord">
      {user !== null && <p>{words.linked(user)}</p>}
      <button type="button" disabled={action.isBusy} onClick={() => void press()}>
        {user === null ? words.link : words.unlink}
      </button>
      {code && <Once label={words.type} secret={`/link ${code}`} />}
      <Problem>{action.problem}</Problem>
    </section>
  );
}
