import { useId, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { askAdmin } from '../lib/use-asked.ts';
import { ActionRow, type ActionProps } from './action-row.tsx';

/** Sets the password of an account that has a user name; one's own is set in the preferences. */
export function PasswordAction({ who, is: { row, has_password } }: ActionProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [isShown, setShown] = useState(false);
  const [isSet, setIsSet] = useState(false);
  const [password, setPassword] = useState('');
  const action = useAction();
  const words = adminTexts.accounts;
  if (row.user_name === null || row.account === who.you.account) return null;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const command = { kind: 'account_password', account: row.account, password } as const;
    const outcome = await action.run(() => askAdmin(who.connection, command));
    if (outcome.t !== 'done') return;
    setPassword('');
    setOpen(false);
    setIsSet(true);
  };
  if (!isOpen) {
    return (
      <ActionRow what={words.passwordWhat} action={action}>
        <button type="button" onClick={() => setOpen(true)}>
          {has_password ? words.resetPassword : words.setPassword}
        </button>
        <span role="status">{isSet && words.passwordIsSet}</span>
      </ActionRow>
    );
  }
  return (
    <ActionRow what={words.passwordWhat} action={action}>
      <form class="password-form" onSubmit={(event) => void submit(event)}>
        <label for={id}>{words.newPassword(row.name)}</label>
        <input
          id={id}
          {...(isShown ? { type: 'text' } : { type: 'password' })}
          // Not the reader's own, which the browser would offer.
          autoComplete="new-password"
          spellcheck={false}
          maxLength={limits.secret_chars_max}
          required
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={isShown}
            onChange={(event) => setShown(event.currentTarget.checked)}
          />
          <span>{words.showPassword}</span>
        </label>
        <div class="buttons">
          <button type="submit" class="primary" disabled={password === '' || action.isBusy}>
            {action.isBusy ? adminTexts.admin.saving : words.setPassword}
          </button>
          <button type="button" class="quiet" onClick={() => setOpen(false)}>
            {words.cancel}
          </button>
        </div>
      </form>
    </ActionRow>
  );
}
