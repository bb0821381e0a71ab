import { useEffect, useId, useState } from 'preact/hooks';
import type { AdminCommandOf, AnswerBodyOf } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { adminTexts, texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { useAsked } from '../lib/use-asked.ts';
import type { SignedIn } from '../session/session.ts';
import { Notice, Problem } from '../ui/notice.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { AccountTable } from './account-table.tsx';
import { allRights } from './groups.tsx';
import { NewAccount } from './new-account.tsx';
import { WhenAsked } from './when-asked.tsx';

/** From the last key to the request. */
const pause_ms = 300;

type Filter = Omit<AdminCommandOf<'account_list'>, 'kind' | 'before'>;

/** All accounts in pages, by what is filtered, and one of them in a dialog. */
export function Accounts({ who }: { readonly who: SignedIn }) {
  const groups = useAsked(who.connection, { kind: 'group_list' }, 'groups');
  const [words, setWords] = useState('');
  const [isStaff, setStaff] = useState(true);
  const [group, setGroup] = useState('');
  const [shard, setShard] = useState('');
  const filter: Filter = {
    ...(isStaff && { staff: true }),
    ...(words !== '' && { words }),
    ...(group !== '' && { group }),
    ...(shard !== '' && { shard }),
  };
  return (
    <WhenAsked asking={groups}>
      {(is) => {
        const names = is.groups.filter((one) => !one.default).map(({ name }) => name);
        return (
          <>
            <NewAccount who={who} groups={names} />
            <div class="admin-filters" role="search" aria-label={adminTexts.accounts.filters}>
              <WordsField find={setWords} />
              <Select
                label={adminTexts.accounts.group}
                all={adminTexts.accounts.anyGroup}
                of={names}
                value={group}
                choose={setGroup}
              />
              {who.rights.has('tickets.shards') && (
                <ShardSelect
                  who={who}
                  value={shard}
                  choose={(to) => {
                    setShard(to);
                    // Who plays on a shard is seldom staff.
                    if (to !== '') setStaff(false);
                  }}
                />
              )}
              <label class="check">
                <input
                  type="checkbox"
                  checked={isStaff}
                  onChange={(event) => setStaff(event.currentTarget.checked)}
                />
                <span>{adminTexts.admin.staffOnly}</span>
              </label>
            </div>
            <AccountList who={who} groups={is.groups} names={names} filter={filter} />
          </>
        );
      }}
    </WhenAsked>
  );
}

function WordsField({ find }: { find(words: string): void }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  useEffect(() => {
    if (typed.trim().length > limits.find_words_chars_max) return undefined;
    const timer = setTimeout(() => find(typed.trim()), pause_ms);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
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
  );
}

interface SelectProps {
  readonly label: string;
  readonly all: string;
  readonly of: readonly string[];
  readonly value: string;
  choose(value: string): void;
}

function Select({ label, all, of, value, choose }: SelectProps) {
  const id = useId();
  return (
    <div>
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {of.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

type ShardSelectProps = Pick<SelectProps, 'value' | 'choose'> & { readonly who: SignedIn };

function ShardSelect({ who, value, choose }: ShardSelectProps) {
  const { asked } = useAsked(who.connection, { kind: 'shard_list' }, 'shards');
  const shards = asked.kind === 'here' ? asked.is.shards.map(({ name }) => name) : [];
  if (shards.length === 0) return null;
  const { shard, anyShard } = adminTexts.accounts;
  return <Select label={shard} all={anyShard} of={shards} value={value} choose={choose} />;
}

interface ListProps {
  readonly who: SignedIn;
  readonly groups: AnswerBodyOf<'groups'>['groups'];
  /** Of the groups that accounts are put into. */
  readonly names: readonly string[];
  readonly filter: Filter;
}

function AccountList({ who, groups, names, filter }: ListProps) {
  const command = { kind: 'account_list', ...filter } as const;
  const asking = useAsked(who.connection, command, 'accounts', {
    next({ accounts, more }) {
      const last = accounts.at(-1);
      return more && last !== undefined ? { ...command, before: last.account } : undefined;
    },
    join: (is, next) => ({ ...next, accounts: [...is.accounts, ...next.accounts] }),
  });
  const action = useAction();
  const [opened, setOpened] = useState<string>();
  return (
    <WhenAsked asking={asking}>
      {(is) => (
        <>
          {is.accounts.length === 0 ? (
            <Notice title={adminTexts.admin.noAccounts} />
          ) : (
            <AccountTable accounts={is.accounts} open={setOpened} />
          )}
          {is.more && (
            <button
              type="button"
              disabled={action.isBusy}
              onClick={() => void action.run(asking.more)}
            >
              {action.isBusy ? texts.loading : adminTexts.admin.more}
            </button>
          )}
          <Problem>{action.problem}</Problem>
          {opened !== undefined && (
            <AccountDialog
              key={opened}
              who={who}
              account={opened}
              groups={names}
              rights={allRights(groups)}
              onClosed={() => setOpened(undefined)}
            />
          )}
        </>
      )}
    </WhenAsked>
  );
}
