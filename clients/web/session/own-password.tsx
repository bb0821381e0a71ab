import { useEffect, useId, useState } from 'preact/hooks';
import { texts } from '../i18n/texts.ts';
import { post, type Answer } from './api.ts';

interface Needs {
  readonly name: string | null;
  readonly may: boolean;
  /** Whether the present password is asked for. */
  readonly present: boolean;
}

/** The reader's own password. Other browsers are signed out when it changes, this one stays. */
export function OwnPassword() {
  const [needs, setNeeds] = useState<Needs>();
  const [isOpen, setOpen] = useState(false);
  const [isSet, setIsSet] = useState(false);
  const words = texts.preferences.password;
  const ask = async (): Promise<void> => {
    const answer = await post('web/password/needs');
    if (answer.kind === 'ok') setNeeds(answer.body as Needs);
  };
  useEffect(() => void ask(), []);
  if (needs === undefined || !needs.may) return null;
  if (!isOpen) {
    return (
      <div class="own-password">
        <button type="button" onClick={() => setOpen(true)}>
          {words.set}
        </button>{' '}
        <span role="status">{isSet && words.isSet}</span>
      </div>
    );
  }
  return (
    <Form
      needs={needs}
      close={(is) => {
        setOpen(false);
        setIsSet(is === 'set');
        void ask();
      }}
    />
  );
}

interface FormProps {
  readonly needs: Needs;
  close(how: 'set' | 'left'): void;
}

function Form({ needs, close }: FormProps) {
  const id = useId();
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const words = texts.preferences.password;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const wish = needs.present ? { present, password } : { password };
    const answer = await post('web/password', wish);
    setBusy(false);
    if (answer.kind === 'ok') close('set');
    else setProblem(problemOf(answer));
  };
  return (
    <form class="own-password" aria-label={words.set} onSubmit={(event) => void submit(event)}>
      {/* So that password managers know whose it is. */}
      <input type="text" autoComplete="username" value={needs.name ?? ''} readOnly hidden />
      {needs.present && (
        <>
          <label for={`${id}p`}>{words.present}</label>
          <input
            id={`${id}p`}
            type="password"
            autoComplete="current-password"
            required
            value={present}
            onInput={(event) => setPresent(event.currentTarget.value)}
          />
        </>
      )}
      <label for={`${id}n`}>{words.next}</label>
      <input
        id={`${id}n`}
        type="password"
        autoComplete="new-password"
        required
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <p class="muted">{words.others}</p>
      <div role="alert">{problem !== undefined && <p class="problem">{problem}</p>}</div>
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {words.set}
        </button>
        <button type="button" class="quiet" onClick={() => close('left')}>
          {texts.actions.cancel}
        </button>
      </div>
    </form>
  );
}

function problemOf(answer: Exclude<Answer, { kind: 'ok' }>): string {
  const words = texts.preferences.password;
  if (answer.kind !== 'refused') return words.unreachable;
  switch (answer.status) {
    case 400:
      return words.weak;
    case 409:
      return words.wrong;
    case 429:
      return words.often;
    default:
      return words.unreachable;
  }
}
