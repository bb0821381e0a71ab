import type { SignedIn } from '../session/session.ts';
import { Problem } from '../ui/notice.tsx';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin, useAsked } from '../lib/use-asked.ts';
import { discordProblemText } from './discord-problem.ts';

/** The state of Discord: problems to fix, and the link that invites the bot. */
export function DiscordStanding({ who: { connection } }: { readonly who: SignedIn }) {
  const { asked, put } = useAsked(
    connection,
    { kind: 'settings_discord', again: false },
    'discord',
  );
  const action = useAction();
  const words = adminTexts.discord;
  if (asked.kind !== 'here') return null;
  const { state, problems, invite } = asked.is;
  const check = async (): Promise<void> => {
    const command = { kind: 'settings_discord', again: true } as const;
    const is = answerOf(await action.run(() => askAdmin(connection, command)), 'discord');
    if (is !== undefined) put(is);
  };
  return (
    <section class="panel" aria-label="Discord">
      <h2>Discord</h2>
      <div role="status">
        <p class={`standing-${state}`}>{words.states[state]}</p>
        {problems.map((problem) => (
          <p key={problem.sentence} class="problem">
            {discordProblemText(problem)}
          </p>
        ))}
      </div>
      {invite !== null && (
        <p>
          <a href={invite} target="_blank" rel="noreferrer">
            {words.invite}
          </a>
        </p>
      )}
      {state !== 'off' && (
        <p>
          <button type="button" disabled={action.isBusy} onClick={() => void check()}>
            {words.check}
          </button>
        </p>
      )}
      <Problem>{action.problem}</Problem>
    </section>
  );
}
