import { useEffect, useId, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import { texts } from '../i18n/texts.ts';
import { post, type Answer } from './api.ts';

interface Needs {
  readonly name: string | null;
  readonly may: boolean;
  /** Whether the present password is asked for. */
  readonly present: boolean;
  /** The shard of a player who has no name to sign in with yet. */
  readonly shard: string | null;
}

/** The reader's own password, for players with the name they choose. Other browsers are signed out when it changes, this one stays. */
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
          {titleOf(needs)}
        </button>{' '}
        <span role="status">
          {isSet && words.isSet} {isSet && needs.name !== null && words.as(needs.name)}
        </span>
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
  const [name, setName] = useState('');
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const words = texts.preferences.password;
  const whole = needs.shard === null ? (needs.name ?? '') : `${name.trim()}@${needs.shard}`;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const wish = {
      password,
      ...(needs.present && { present }),
      ...(needs.shard !== null && { name }),
    };
    const answer = await post('web/password', wish);
    setBusy(false);
    if (answer.kind === 'ok') close('set');
    else setProblem(problemOf(answer));
  };
  return (
    <form class="own-password" aria-label={titleOf(needs)} onSubmit={(event) => void submit(event)}>
      {/* So that password managers know whose it is. */}
      <input type="text" autoComplete="username" value={whole} readOnly hidden />
      {needs.shard !== null && (
        <>
          <label for={`${id}u`}>{words.name}</label>
          <input
            id={`${id}u`}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            required
            maxLength={limits.name_chars_max - needs.shard.length - 1}
            aria-describedby={`${id}h`}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <p class="muted" id={`${id}h`}>
            {words.as(whole)}
          </p>
        </>
      )}
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
          {titleOf(needs)}
        </button>
        <button type="button" class="quiet" onClick={() => close('left')}>
          {texts.actions.cancel}
        </button>
      </div>
    </form>
  );
}

function titleOf({ shard }: Needs): string {
  const words = texts.preferences.password;
  return shard === null ? words.set : words.setBoth;
}

function problemOf(answer: Exclude<Answer, { kind: 'ok' }>): string {
  const words = texts.preferences.password;
  if (answer.kind !== 'refused') return words.unreachable;
  switch (answer.status) {
    case 400:
      return words.weak;
    case 409:
      return words.wrong;
    case 422:
      return words.nameUnfit;
    case 429:
      return words.often;
    default:
      return words.unreachable;
  }
}
