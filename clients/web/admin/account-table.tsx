import type { AccountRow } from '../../../protocol/admin-rows.ts';
import { adminTexts, texts } from '../i18n/texts.ts';
import { When } from '../ui/when.tsx';

interface AccountTableProps {
  readonly accounts: readonly AccountRow[];
  /** Opens the account with the number. */
  open(account: string): void;
}

export function AccountTable({ accounts, open }: AccountTableProps) {
  const { accounts: words } = adminTexts;
  return (
    <table class="accounts">
      <caption class="unseen">{adminTexts.admin.pages.accounts}</caption>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col" class="roomy">
            {adminTexts.admin.groups}
          </th>
          <th scope="col">{words.seen}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.account}>
            <th scope="row">
              <button
                type="button"
                class="quiet account-name"
                aria-haspopup="dialog"
                onClick={() => open(account.account)}
              >
                <bdi>{account.name}</bdi>
              </button>
              <Facts account={account} />
            </th>
            <td class="roomy">{account.groups.join(', ')}</td>
            <td>
              <Seen account={account} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What tells accounts of the same name apart. */
export function Facts({ account }: { readonly account: AccountRow }) {
  const { name, user_name, shard, disabled } = account;
  return (
    <span class="muted facts">
      <span>{texts.ticket.number(Number(account.account))}</span>
      {user_name !== null && user_name !== name && (
        <span>
          {adminTexts.admin.userName}: <bdi>{user_name}</bdi>
        </span>
      )}
      {shard !== null && <span>{texts.finder.ofShard(shard)}</span>}
      {disabled !== null && <span class="badge off">{adminTexts.accounts.disabled}</span>}
    </span>
  );
}

export function Seen({ account: { seen, playing } }: { readonly account: AccountRow }) {
  if (playing) return <span class="badge on">{adminTexts.accounts.playing}</span>;
  return seen === null ? <>{adminTexts.admin.never}</> : <When at={seen} />;
}
