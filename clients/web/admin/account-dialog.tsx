import { useState } from 'preact/hooks';
import type { AnswerBodyOf } from '../../../protocol/admin.ts';
import { adminTexts } from '../i18n/texts.ts';
import { askAdmin, useAsked } from '../lib/use-asked.ts';
import type { SignedIn } from '../session/session.ts';
import { closeDialog, Dialog } from '../ui/dialog.tsx';
import { When } from '../ui/when.tsx';
import { accountActions } from './account-actions.tsx';
import { AccountForm } from './account-form.tsx';
import { Facts, Seen } from './account-table.tsx';
import { WhenAsked } from './when-asked.tsx';

interface AccountDialogProps {
  readonly who: SignedIn;
  /** Number of the account. */
  readonly account: string;
  readonly groups: readonly string[];
  readonly rights: readonly string[];
  onClosed(): void;
}

/** One account: what it is, what operators give it, and what they can do to it. */
export function AccountDialog({ who, account, groups, rights, onClosed }: AccountDialogProps) {
  const asking = useAsked(who.connection, { kind: 'account_get', account }, 'account');
  const { asked } = asking;
  const [erased, setErased] = useState<string>();
  const name = asked.kind === 'here' ? asked.is.row.name : adminTexts.accounts.one;
  return (
    <Dialog label={name} kind="account" onClosed={onClosed}>
      <p role="status">{erased !== undefined && adminTexts.erase.done(erased)}</p>
      {erased === undefined && (
        <WhenAsked asking={asking}>
          {(is) => (
            <>
              <About is={is} />
              <AccountForm
                account={is.row}
                groups={groups}
                rights={rights}
                ask={(command) => askAdmin(who.connection, command)}
              />
              <ul class="actions-list" aria-label={adminTexts.accounts.actions}>
                {accountActions.map(({ key, Action }) => (
                  <Action
                    key={key}
                    who={who}
                    is={is}
                    again={asking.again}
                    close={closeDialog}
                    erased={setErased}
                  />
                ))}
              </ul>
            </>
          )}
        </WhenAsked>
      )}
    </Dialog>
  );
}

function About({ is }: { readonly is: AnswerBodyOf<'account'> }) {
  const { row, sessions, in_tickets } = is;
  const { accounts: words } = adminTexts;
  return (
    <div class="muted facts">
      <Facts account={row} />
      <span>
        {words.seen}: <Seen account={row} />
      </span>
      <span>
        {adminTexts.admin.signedIn}:{' '}
        {row.signed_in === null ? adminTexts.admin.never : <When at={row.signed_in} />}
      </span>
      <span>{words.sessions(sessions)}</span>
      <span>{words.inTickets(in_tickets)}</span>
    </div>
  );
}
