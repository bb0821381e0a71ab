import { useId, useState } from 'preact/hooks';
import type { AnswerBodyOf } from '../../../protocol/admin.ts';
import type { Connection } from '../../core/connection.ts';
import { adminTexts, texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { answerOf, askAdmin } from '../lib/use-asked.ts';
import { Loading, Problem } from '../ui/notice.tsx';

interface EraseProps {
  readonly connection: Connection;
  /** Number and name of the account. */
  readonly account: string;
  readonly name: string;
  /** Called once it is erased: nothing else is to be done with it. */
  erased(): void;
}

type Step =
  | { readonly kind: 'closed' }
  | { readonly kind: 'counting' }
  | { readonly kind: 'asked'; readonly is: AnswerBodyOf<'erasure'> };

/** Erases a person: first the counts of what it will touch, then the name has to be typed. */
export function Erase({ connection, account, name, erased }: EraseProps) {
  const [step, setStep] = useState<Step>({ kind: 'closed' });
  const action = useAction();
  const { erase } = adminTexts;
  const open = async (): Promise<void> => {
    setStep({ kind: 'counting' });
    const outcome = await action.run(() =>
      askAdmin(connection, { kind: 'erase_preview', account }),
    );
    const is = answerOf(outcome, 'erasure');
    setStep(is === undefined ? { kind: 'closed' } : { kind: 'asked', is });
  };
  return (
    <div class="erase">
      {step.kind === 'closed' && <p class="muted">{erase.offer}</p>}
      {step.kind === 'closed' && (
        <button type="button" aria-label={`${erase.open} ${name}`} onClick={() => void open()}>
          {erase.open}
        </button>
      )}
      {step.kind === 'counting' && <Loading text={erase.counting} />}
      {step.kind === 'asked' && (
        <Confirm
          is={step.is}
          isBusy={action.isBusy}
          cancel={() => setStep({ kind: 'closed' })}
          erase={async (messages, confirm) => {
            const outcome = await action.run(() =>
              askAdmin(connection, {
                kind: 'account_erase',
                account: step.is.account,
                messages,
                confirm,
              }),
            );
            if (outcome.t === 'done') erased();
          }}
        />
      )}
      <Problem>{action.problem}</Problem>
    </div>
  );
}

type Messages = 'emptied' | 'kept';

interface ConfirmProps {
  readonly is: AnswerBodyOf<'erasure'>;
  readonly isBusy: boolean;
  cancel(): void;
  erase(messages: Messages, confirm: string): Promise<void>;
}

function Confirm({ is, isBusy, cancel, erase: run }: ConfirmProps) {
  const [messages, setMessages] = useState<Messages>('emptied');
  const [typed, setTyped] = useState('');
  const id = useId();
  const { erase } = adminTexts;
  const isMeant = typed.trim() === is.name.trim();
  return (
    <section class="panel" aria-label={erase.title(is.name)}>
      <h3>
        <bdi>{erase.title(is.name)}</bdi>
      </h3>
      <p>{erase.what}</p>
      <ul>
        <li>{erase.tickets(is.tickets)}</li>
        <li>{erase.messages(is.messages)}</li>
        {is.files > 0 && <li>{erase.files(is.files)}</li>}
        {is.characters > 0 && <li>{erase.characters(is.characters)}</li>}
        {is.sessions > 0 && <li>{erase.sessions(is.sessions)}</li>}
        {is.replies > 0 && <li>{erase.replies(is.replies)}</li>}
        {is.discord && <li>{erase.discord}</li>}
      </ul>
      <fieldset>
        <legend>{erase.choice}</legend>
        {(['emptied', 'kept'] as const).map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name={`messages-${id}`}
              checked={messages === one}
              onChange={() => setMessages(one)}
            />
            <span>{erase.choices[one]}</span>
          </label>
        ))}
      </fieldset>
      <p>{erase.stays}</p>
      <label for={id}>{erase.type(is.name)}</label>
      {/* No form: it stands within one. */}
      <input
        id={id}
        dir="auto"
        autoComplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      <div class="buttons">
        <button
          type="button"
          class="danger"
          disabled={!isMeant || isBusy}
          onClick={() => void run(messages, typed)}
        >
          {isBusy ? erase.erasing : erase.act}
        </button>
        <button type="button" class="quiet" disabled={isBusy} onClick={cancel}>
          {texts.actions.cancel}
        </button>
      </div>
    </section>
  );
}
