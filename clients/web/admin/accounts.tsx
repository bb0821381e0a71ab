import { useEffect, useId, useState } from 'preact/hooks';
import type { AdminCommand, AnswerBodyOf } from '../../../protocol/admin.ts';
import type { AccountRow } from '../../../protocol/admin-rows.ts';
import { limits } from '../../../protocol/limits.ts';
import type { RequestOutcome } from '../../core/requests.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { Notice, Problem } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import type { SignedIn } from '../session/session.ts';
import { adminTexts, texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin, useAsked } from '../lib/use-asked.ts';
import { useDraft } from '../compose/use-draft.ts';
import { Choices } from './choices.tsx';
import { allRights } from './groups.tsx';
import { NameForm } from './name-form.tsx';
import { Once } from './once.tsx';
import { WhenAsked } from './when-asked.tsx';

/** From the last key to the request. */
const pause_ms = 300;

export function Accounts({ who }: { readonly who: SignedIn }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const [isStaff, setStaff] = useState(true);
  useEffect(() => {
    if (typed.trim().length > limits.find_words_chars_max) return undefined;
    const timer = setTimeout(() => setWords(typed.trim()), pause_ms);
    return () => clearTimeout(timer);
  }, [typed]);
  const groups = useAsked(who.connection, { kind: 'group_list' }, 'groups');
  return (
    <>
      <div class="admin-filters">
        <div>
          <label for={id}>{adminTexts.admin.words}</label>
          <input
            id={id}
            type="search"
            dir="auto"
            autoComplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <CharactersLeft text={typed} chars_max={limits.find_words_chars_max} />
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={isStaff}
            onChange={(event) => setStaff(event.currentTarget.checked)}
          />
          <span>{adminTexts.admin.staffOnly}</span>
        </label>
      </div>
      <WhenAsked asking={groups}>
        {(is) => (
          <AccountList
            key={`${isStaff} ${words}`}
            who={who}
            groups={is.groups}
            wanted={{ ...(isStaff ? { staff: true } : {}), ...(words === '' ? {} : { words }) }}
          />
        )}
      </WhenAsked>
    </>
  );
}

interface ListProps {
  readonly who: SignedIn;
  readonly groups: AnswerBodyOf<'groups'>['groups'];
  readonly wanted: { readonly staff?: boolean; readonly words?: string };
}

function AccountList({ who, groups, wanted }: ListProps) {
  const command = { kind: 'account_list', ...wanted } as const;
  const asking = useAsked(who.connection, command, 'accounts', {
    next({ accounts, more }) {
      const last = accounts.at(-1);
      return more && last !== undefined ? { ...command, before: last.account } : undefined;
    },
    join: (is, next) => ({ ...next, accounts: [...is.accounts, ...next.accounts] }),
  });
  const action = useAction();
  const [link, setLink] = useState<AnswerBodyOf<'link'>>();
  const ask = async (wish: AdminCommand): Promise<RequestOutcome> => {
    const outcome = await askAdmin(who.connection, wish);
    const made = answerOf(outcome, 'link');
    if (made !== undefined) setLink(made);
    if (made !== undefined || outcome.t === 'done') asking.again();
    return outcome;
  };
  const rights = allRights(groups);
  const names = groups.filter((group) => !group.default).map(({ name }) => name);
  return (
    <WhenAsked asking={asking}>
      {(is) => (
        <>
          <NameForm
            label={adminTexts.admin.newAccount}
            chars_max={limits.name_chars_max}
            isBusy={action.isBusy}
            add={async (name) => {
              const outcome = await action.run(() =>
                ask({ kind: 'account_add', name, groups: [] }),
              );
              return outcome.t === 'answer';
            }}
          />
          {link !== undefined && (
            <Once label={adminTexts.admin.link(link.name)} secret={link.address} />
          )}
          <Problem>{action.problem}</Problem>
          {is.accounts.length === 0 && <Notice title={adminTexts.admin.noAccounts} />}
          <ul class="panels" aria-label={adminTexts.admin.pages.accounts}>
            {is.accounts.map((account) => (
              <li key={account.account}>
                <AccountForm account={account} groups={names} rights={rights} ask={ask} />
              </li>
            ))}
          </ul>
          {is.more && (
            <button
              type="button"
              disabled={action.isBusy}
              onClick={() => void action.run(asking.more)}
            >
              {adminTexts.admin.more}
            </button>
          )}
        </>
      )}
    </WhenAsked>
  );
}

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

function AccountForm({ account, groups, rights, ask }: FormProps) {
  const { draft, setDraft, save } = useDraft<Granted>({
    groups: account.groups,
    rights: account.rights,
    alias: account.alias ?? '',
  });
  const [isSaved, setSaved] = useState(false);
  const aliasId = useId();
  const action = useAction();
  const { account: id, user_name, shard, signed_in } = account;
  const wishesFor = ({ groups: inGroups, rights: own, alias }: Granted): AdminCommand[] => {
    const wishes: AdminCommand[] = [];
    if (!isSame(inGroups, account.groups)) {
      wishes.push({ kind: 'account_groups', account: id, groups: [...inGroups] });
    }
    if (!isSame(own, account.rights)) {
      wishes.push({ kind: 'account_rights', account: id, rights: [...own] });
    }
    if (alias.trim() !== (account.alias ?? '')) {
      wishes.push({ kind: 'account_alias', account: id, alias: alias.trim() || null });
    }
    return wishes;
  };
  const isChanged = wishesFor(draft).length > 0;
  const isFit = draft.alias.length <= limits.name_chars_max;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const isStored = await save(async (typed) => {
      const outcome = await action.run(() => askAll(wishesFor(typed), ask));
      return outcome.t === 'done';
    });
    setSaved(isStored);
  };
  return (
    <form class="panel" aria-label={account.name} onSubmit={(event) => void submit(event)}>
      <h2>
        <bdi>{account.name}</bdi> <span class="muted">{texts.ticket.number(Number(id))}</span>
      </h2>
      <p class="muted facts">
        {user_name !== null && (
          <span>
            {adminTexts.admin.userName}: <bdi>{user_name}</bdi>
          </span>
        )}
        {shard !== null && <span>{texts.finder.ofShard(shard)}</span>}
        <span>
          {adminTexts.admin.signedIn}:{' '}
          {signed_in === null ? adminTexts.admin.never : <When at={signed_in} />}
        </span>
      </p>
      <Choices
        label={adminTexts.admin.groups}
        of={[...new Set([...groups, ...account.groups])]}
        chosen={draft.groups}
        choose={(chosen) => setDraft({ ...draft, groups: chosen })}
      />
      <details>
        <summary>{adminTexts.admin.rights}</summary>
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
        <button
          type="button"
          class="quiet"
          aria-label={`${adminTexts.admin.makeLink}: ${account.name}`}
          disabled={action.isBusy}
          onClick={() => void action.run(() => ask({ kind: 'link', account: id }))}
        >
          {adminTexts.admin.makeLink}
        </button>
        <span role="status">{isSaved && !isChanged && adminTexts.admin.saved}</span>
      </div>
      <Problem>{action.problem}</Problem>
    </form>
  );
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
