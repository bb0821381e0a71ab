import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import type { AdminCommand, AnswerBodyOf } from '../../../protocol/admin.ts';
import { addressOf, startQuery } from '../app/address.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin } from '../lib/use-asked.ts';
import type { SignedIn } from '../session/session.ts';
import { lazy } from '../ui/lazy.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { ActionRow, type ActionProps } from './action-row.tsx';
import { PasswordAction } from './account-password.tsx';
import { Once } from './once.tsx';

const Erase = lazy(async () => (await import('./erase.tsx')).Erase);

interface AccountAction {
  readonly key: string;
  /** Renders one `ActionRow`, or nothing where it does not apply. */
  readonly Action: ComponentType<ActionProps>;
}

/** All that can be done to one account, in the order of the dialog: one row for each. */
export const accountActions: readonly AccountAction[] = [
  { key: 'link', Action: LinkAction },
  { key: 'password', Action: PasswordAction },
  { key: 'sign_out', Action: SignOutAction },
  { key: 'discord', Action: DiscordAction },
  { key: 'disable', Action: DisableAction },
  { key: 'delete', Action: DeleteAction },
  { key: 'erase', Action: EraseAction },
];

function LinkAction({ who, is: { row } }: ActionProps) {
  const action = useAction();
  const [link, setLink] = useState<AnswerBodyOf<'link'>>();
  if (row.disabled !== null) return null;
  const make = async (): Promise<void> => {
    const command = { kind: 'link', account: row.account } as const;
    setLink(answerOf(await action.run(() => askAdmin(who.connection, command)), 'link'));
  };
  return (
    <ActionRow
      what={adminTexts.accounts.linkWhat}
      action={action}
      done={
        link !== undefined && (
          <Once
            key={link.address}
            label={adminTexts.admin.link(link.name)}
            secret={link.address}
            expires={link.expires}
          />
        )
      }
    >
      <button type="button" disabled={action.isBusy} onClick={() => void make()}>
        {adminTexts.admin.makeLink}
      </button>
    </ActionRow>
  );
}

function SignOutAction({ who, is: { row, sessions } }: ActionProps) {
  const { signOut, signOutWhat, signOutSure } = adminTexts.accounts;
  const { action, act } = useSure(who, { kind: 'account_sign_out', account: row.account });
  return (
    <ActionRow what={signOutWhat(sessions)} action={action}>
      <ConfirmButton
        label={signOut}
        name={row.name}
        question={signOutSure(row.name)}
        isBusy={action.isBusy}
        act={act}
      />
    </ActionRow>
  );
}

function DiscordAction({ who, is: { row, discord } }: ActionProps) {
  const { unlink, unlinkWhat, unlinkSure } = adminTexts.accounts;
  const command = { kind: 'account_unlink_discord', account: row.account } as const;
  const { action, act } = useSure(who, command);
  if (discord === null) return null;
  return (
    <ActionRow what={unlinkWhat(discord)} action={action}>
      <ConfirmButton
        label={unlink}
        name={row.name}
        question={unlinkSure(row.name)}
        isBusy={action.isBusy}
        act={act}
      />
    </ActionRow>
  );
}

function DisableAction({ who, is: { row, assigned } }: ActionProps) {
  const words = adminTexts.accounts;
  const isDisabled = row.disabled !== null;
  const { action, act } = useSure(who, {
    kind: 'account_disable',
    account: row.account,
    disabled: !isDisabled,
  });
  if (row.account === who.you.account) return null;
  return (
    <ActionRow what={isDisabled ? words.enableWhat : words.disableWhat} action={action}>
      {isDisabled ? (
        <button type="button" disabled={action.isBusy} onClick={act}>
          {words.enable}
        </button>
      ) : (
        <ConfirmButton
          label={words.disable}
          name={row.name}
          question={words.disableSure(row.name)}
          isBusy={action.isBusy}
          act={act}
        />
      )}
      {assigned > 0 && <Assigned is={row} count={assigned} />}
    </ActionRow>
  );
}

function DeleteAction({ who, is: { row, assigned }, close }: ActionProps) {
  const words = adminTexts.accounts;
  const command = { kind: 'account_delete', account: row.account } as const;
  const { action, act } = useSure(who, command, close);
  // A shard would tell its own accounts again.
  if (row.shard !== null || row.account === who.you.account) return null;
  return (
    <ActionRow what={words.deleteWhat} action={action}>
      {assigned > 0 ? (
        <Assigned is={row} count={assigned} />
      ) : (
        <ConfirmButton
          label={words.delete}
          name={row.name}
          question={words.deleteSure(row.name)}
          isBusy={action.isBusy}
          act={act}
        />
      )}
    </ActionRow>
  );
}

function EraseAction({ who, is: { row }, erased }: ActionProps) {
  if (!who.rights.has('tickets.erase') || row.account === who.you.account) return null;
  return (
    <li class="action">
      <Erase
        connection={who.connection}
        account={row.account}
        name={row.name}
        erased={() => erased(row.name)}
      />
    </li>
  );
}

interface AssignedProps {
  readonly is: { readonly account: string; readonly name: string };
  readonly count: number;
}

/** Leads to the tickets that are to be assigned to others first. */
function Assigned({ is: { account, name }, count }: AssignedProps) {
  const query = { ...startQuery, assignee: { id: account, name } };
  return <a href={addressOf({ screen: 'queue', query })}>{adminTexts.accounts.assigned(count)}</a>;
}

/** One request without an answer. */
function useSure(who: SignedIn, command: AdminCommand, then: () => void = () => {}) {
  const action = useAction();
  const ask = async (): Promise<void> => {
    const outcome = await action.run(() => askAdmin(who.connection, command));
    if (outcome.t === 'done') then();
  };
  return { action, act: () => void ask() };
}
