import { useId, useState } from 'preact/hooks';
import type { AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { isBlank } from '../../../protocol/visible.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin } from '../lib/use-asked.ts';
import type { SignedIn } from '../session/session.ts';
import { Problem } from '../ui/notice.tsx';
import { Choices } from './choices.tsx';
import { Once } from './once.tsx';

interface NewAccountProps {
  readonly who: SignedIn;
  readonly groups: readonly string[];
}

/** Makes an account in its groups, and shows the link that signs it in. */
export function NewAccount({ who, groups }: NewAccountProps) {
  const id = useId();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [made, setMade] = useState<AnswerBodyOf<'link'>>();
  const action = useAction();
  const isFit = !isBlank(name) && name.length <= limits.name_chars_max;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isFit) return;
    const outcome = await action.run(() =>
      askAdmin(who.connection, { kind: 'account_add', name: name.trim(), groups: [...chosen] }),
    );
    const link = answerOf(outcome, 'link');
    if (link === undefined) return;
    setMade(link);
    // What was typed meanwhile is the next name.
    setName((typed) => (typed === name ? '' : typed));
  };
  return (
    <details class="panel new-account">
      <summary>{adminTexts.admin.newAccount}</summary>
      <form onSubmit={(event) => void submit(event)} aria-label={adminTexts.admin.newAccount}>
        <label for={id}>{adminTexts.admin.userName}</label>
        <input
          id={id}
          dir="auto"
          autoComplete="off"
          required
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <CharactersLeft text={name} chars_max={limits.name_chars_max} />
        <Choices label={adminTexts.admin.groups} of={groups} chosen={chosen} choose={setChosen} />
        <div class="buttons">
          <button type="submit" class="primary" disabled={!isFit || action.isBusy}>
            {adminTexts.accounts.create}
          </button>
        </div>
        <Problem>{action.problem}</Problem>
      </form>
      {made !== undefined && (
        <Once
          key={made.address}
          label={adminTexts.admin.link(made.name)}
          secret={made.address}
          expires={made.expires}
        />
      )}
    </details>
  );
}
