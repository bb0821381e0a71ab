import { useEffect, useId, useState } from 'preact/hooks';
import type { AccountRow, AdminDeed, AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Outcome } from '../../core/requests.ts';
import { CharactersLeft } from '../parts/characters-left.tsx';
import { Notice, Problem } from '../parts/notice.tsx';
import { When } from '../parts/when.tsx';
import type { SignedIn } from '../session.ts';
import { adminTexts, texts } from '../texts.ts';
import { useAction } from '../use-action.ts';
import { answerOf, askAdmin, useAsked } from '../use-asked.ts';
import { Choices } from './choices.tsx';
import { allRights } from './groups.tsx';
import { NameForm } from './name-form.tsx';
import { Once } from './once.tsx';
import { useDraft } from './use-draft.ts';
import { WhenAsked } from './when-asked.tsx';

/** After the last key, before the accounts are asked for. */
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
  const deed = { kind: 'account_list', ...wanted } as const;
  const asking = useAsked(who.connection, deed, 'accounts');
  const action = useAction();
  const [link, setLink] = useState<AnswerBodyOf<'link'>>();
  const ask = async (wish: AdminDeed): Promise<Outcome> => {
    const outcome = await askAdmin(who.connection, wish);
    const made = answerOf(outcome, 'link');
    if (made !== undefined) setLink(made);
    if (made !== undefined || outcome.t === 'done') asking.again();
    return outcome;
  };
  const more = async (shown: AnswerBodyOf<'accounts'>): Promise<void> => {
    const before = shown.accounts.at(-1)?.account;
    if (before === undefined) return;
    const outcome = await action.run(() => askAdmin(who.connection, { ...deed, before }));
    const next = answerOf(outcome, 'accounts');
    if (next !== undefined) {
      asking.put({ ...next, accounts: [...shown.accounts, ...next.accounts] });
    }
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
            <button type="button" disabled={action.isBusy} onClick={() => void more(is)}>
              {adminTexts.admin.more}
            </button>
          )}
        </>
      )}
    </WhenAsked>
  );
}

interface FormProps {
  readonly account: AccountRow;
  /** Those that somebody is in or not. */
  readonly groups: readonly string[];
  readonly rights: readonly string[];
  ask(deed: AdminDeed): Promise<Outcome>;
}

function AccountForm({ account, groups, rights, ask }: FormProps) {
  const { draft: inGroups, setDraft: setGroups } = useDraft<readonly string[]>(account.groups);
  const { draft: own, setDraft: setOwn } = useDraft<readonly string[]>(account.rights);
  const { draft: alias, setDraft: setAlias } = useDraft(account.alias ?? '');
  const [isSaved, setSaved] = useState(false);
  const aliasId = useId();
  const action = useAction();
  const { account: id, user_name, shard, signed_in } = account;
  const isGroups = !isSame(inGroups, account.groups);
  const isOwn = !isSame(own, account.rights);
  const isAlias = alias.trim() !== (account.alias ?? '');
  const isChanged = isGroups || isOwn || isAlias;
  const isFit = alias.length <= limits.name_chars_max;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaved(false);
    const outcome = await action.run(async () => {
      const wishes: AdminDeed[] = [];
      if (isGroups) wishes.push({ kind: 'account_groups', account: id, groups: [...inGroups] });
      if (isOwn) wishes.push({ kind: 'account_rights', account: id, rights: [...own] });
      if (isAlias) wishes.push({ kind: 'account_alias', account: id, alias: alias.trim() || null });
      return askAll(wishes, ask);
    });
    setSaved(outcome.t === 'done');
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
        chosen={inGroups}
        choose={setGroups}
      />
      <details>
        <summary>{adminTexts.admin.rights}</summary>
        <Choices
          label={adminTexts.admin.rights}
          of={rights}
          chosen={own}
          what={adminTexts.rights}
          choose={setOwn}
        />
      </details>
      <label for={aliasId}>{adminTexts.admin.alias}</label>
      <input
        id={aliasId}
        dir="auto"
        autoComplete="off"
        value={alias}
        onInput={(event) => setAlias(event.currentTarget.value)}
      />
      <CharactersLeft text={alias} chars_max={limits.name_chars_max} />
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

/** One of them refused leaves the others as they are: what is still to be saved stays marked. */
async function askAll(
  wishes: readonly AdminDeed[],
  ask: (deed: AdminDeed) => Promise<Outcome>,
): Promise<Outcome> {
  const [first, ...rest] = wishes;
  if (first === undefined) return { t: 'ended' };
  const outcome = await ask(first);
  return outcome.t !== 'done' || rest.length === 0 ? outcome : askAll(rest, ask);
}

/** Whatever their order. */
function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
