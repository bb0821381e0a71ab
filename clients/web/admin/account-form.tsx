import { useId, useState } from 'preact/hooks';
import type { AdminCommand } from '../../../protocol/admin.ts';
import type { AccountRow } from '../../../protocol/admin-rows.ts';
import { limits } from '../../../protocol/limits.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { useDraft } from '../compose/use-draft.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { Problem } from '../ui/notice.tsx';
import { Choices } from './choices.tsx';

interface Granted {
  readonly groups: readonly string[];
  readonly rights: readonly string[];
  readonly alias: string;
}

interface FormProps {
  readonly account: AccountRow;
  /** The groups to choose from. */
  readonly groups: readonly string[];
  readonly rights: readonly string[];
  ask(command: AdminCommand): Promise<RequestOutcome>;
}

/** What operators give an account. */
export function AccountForm({ account, groups, rights, ask }: FormProps) {
  const { draft, setDraft, save } = useDraft<Granted>({
    groups: account.groups,
    rights: account.rights,
    alias: account.alias ?? '',
  });
  const [isSaved, setSaved] = useState(false);
  const aliasId = useId();
  const action = useAction();
  const wishes = wishesFor(account, draft);
  const isChanged = wishes.length > 0;
  const isFit = draft.alias.length <= limits.name_chars_max;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const isStored = await save(async (typed) => {
      const outcome = await action.run(() => askAll(wishesFor(account, typed), ask));
      return outcome.t === 'done';
    });
    setSaved(isStored);
  };
  return (
    <form class="account-form" aria-label={account.name} onSubmit={(event) => void submit(event)}>
      <Choices
        label={adminTexts.admin.groups}
        of={[...new Set([...groups, ...account.groups])]}
        chosen={draft.groups}
        choose={(chosen) => setDraft({ ...draft, groups: chosen })}
      />
      <details>
        <summary>{adminTexts.accounts.ownRights}</summary>
        <Choices
          label={adminTexts.admin.rights}
          of={rights}
          chosen={draft.rights}
          what={adminTexts.rights}
          choose={(chosen) => setDraft({ ...draft, rights: chosen })}
        />
      </details>
      <label for={aliasId}>{adminTexts.admin.alias}</label>
      <input
        id={aliasId}
        dir="auto"
        autoComplete="off"
        value={draft.alias}
        onInput={(event) => setDraft({ ...draft, alias: event.currentTarget.value })}
      />
      <CharactersLeft text={draft.alias} chars_max={limits.name_chars_max} />
      <div class="buttons">
        <button type="submit" disabled={!isChanged || !isFit || action.isBusy}>
          {action.isBusy ? adminTexts.admin.saving : adminTexts.admin.save}
        </button>
        <span role="status">{isSaved && !isChanged && adminTexts.admin.saved}</span>
      </div>
      <Problem>{action.problem}</Problem>
    </form>
  );
}

/** What is changed, as requests. */
function wishesFor(account: AccountRow, { groups, rights, alias }: Granted): AdminCommand[] {
  const { account: id } = account;
  const wishes: AdminCommand[] = [];
  if (!isSame(groups, account.groups)) {
    wishes.push({ kind: 'account_groups', account: id, groups: [...groups] });
  }
  if (!isSame(rights, account.rights)) {
    wishes.push({ kind: 'account_rights', account: id, rights: [...rights] });
  }
  if (alias.trim() !== (account.alias ?? '')) {
    wishes.push({ kind: 'account_alias', account: id, alias: alias.trim() || null });
  }
  return wishes;
}

/** If one is refused, the others are still sent; what is not saved yet stays marked. */
async function askAll(
  wishes: readonly AdminCommand[],
  ask: (command: AdminCommand) => Promise<RequestOutcome>,
): Promise<RequestOutcome> {
  const [first, ...rest] = wishes;
  if (first === undefined) return { t: 'ended' };
  const outcome = await ask(first);
  return outcome.t !== 'done' || rest.length === 0 ? outcome : askAll(rest, ask);
}

/** Ignores order. */
function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
