import { useEffect, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import type { AnswerBody } from '../../../protocol/admin.ts';
import type { SignedIn } from './session.ts';
import { texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';

type Kind = 'own_discord_get' | 'own_discord_code' | 'own_discord_unlink';

/** The reader's Discord account, if the server has a bot. */
export function DiscordLink({ who: { connection } }: { readonly who: SignedIn }) {
  const [is, setIs] = useState<AnswerBody>();
  const { run, problem } = useAction();
  const ask = async (kind: Kind): Promise<void> => {
    const message = { t: 'admin', id: nanoid(), do: { kind } } as const;
    const outcome = await run(() => connection.request(message));
    if (outcome.t === 'answer') setIs(outcome.is);
    if (outcome.t === 'done') await ask('own_discord_get');
  };
  useEffect(() => void ask('own_discord_get'), []);
  const own = is?.of === 'own_discord' ? is : undefined;
  if (is === undefined || own?.on === false) return null;
  const user = own?.user;
  return (
    <p role="status">
      {user ?? (is.of === 'discord_code' && `Discord: /link ${is.code}`)} {problem}
      <button
        type="button"
        onClick={() => void ask(user ? 'own_discord_unlink' : 'own_discord_code')}
      >
        {user ? texts.actions.removePerson('Discord') : texts.preferences.linkDiscord}
      </button>
    </p>
  );
}
