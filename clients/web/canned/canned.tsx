import { useId, useRef, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import { useTitle } from '../alerts/title.ts';
import type { AdminCommand, CannedReply } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { Loading, Notice, Problem } from '../ui/notice.tsx';
import { UserText } from '../ui/user-text.tsx';
import { opensCanned, opensQueue } from '../session/rights.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { useCanned } from './use-canned.ts';
import { useDraft } from '../compose/use-draft.ts';
import { isBlank } from '../../../protocol/visible.ts';

interface CannedProps {
  readonly who: SignedIn;
}

/** The page for accounts without other administration. */
export function CannedScreen({ who }: CannedProps) {
  const { title } = texts.canned;
  useTitle(title);
  return (
    <div class="admin">
      <div class="bar">
        <h1>{title}</h1>
      </div>
      {opensCanned(who.rights) ? (
        <Canned who={who} />
      ) : (
        <Notice title={texts.ticket.goneTitle}>
          <p>{texts.refusals.right_missing}</p>
        </Notice>
      )}
    </div>
  );
}

/** Shared replies and the account's own. */
export function Canned({ who }: CannedProps) {
  const replies = useCanned(who);
  const { canned } = texts;
  if (replies === undefined) return <Loading />;
  return (
    <>
      <p class="muted">{canned.what}</p>
      {opensQueue(who.rights) && (
        <Part who={who} kind="own" replies={replies.filter(({ own }) => own)} />
      )}
      <Part who={who} kind="shared" replies={replies.filter(({ own }) => !own)} />
    </>
  );
}

interface PartProps extends CannedProps {
  readonly kind: 'own' | 'shared';
  readonly replies: readonly CannedReply[];
}

const commands = {
  own: { set: 'own_canned_set', remove: 'own_canned_remove', max: limits.canned_own_max },
  shared: { set: 'canned_set', remove: 'canned_remove', max: limits.canned_shared_max },
} as const;

function Part({ who, kind, replies }: PartProps) {
  const fresh = useRef(nanoid());
  // The id lets the form of a new reply become that of the stored one, with what was typed since.
  if (replies.some(({ reply }) => reply === fresh.current)) fresh.current = nanoid();
  const { canned } = texts;
  const mayChange = kind === 'own' || who.rights.has('tickets.canned');
  const isRoom = replies.length < commands[kind].max;
  const forms = isRoom ? [...replies, { reply: fresh.current, title: '', text: '' }] : replies;
  return (
    <section class="canned-part" aria-label={canned.titles[kind]}>
      <h2>{canned.titles[kind]}</h2>
      {replies.length === 0 && <p class="muted">{canned.empty[kind]}</p>}
      <ul class="panels">
        {mayChange
          ? forms.map((reply) => (
              <li key={reply.reply}>
                <Form who={who} kind={kind} reply={reply} isNew={reply.reply === fresh.current} />
              </li>
            ))
          : replies.map((reply) => (
              <li key={reply.reply} class="panel">
                <h3 dir="auto">{reply.title}</h3>
                <UserText>{reply.text}</UserText>
              </li>
            ))}
      </ul>
    </section>
  );
}

interface FormProps extends CannedProps {
  readonly kind: 'own' | 'shared';
  readonly reply: Pick<CannedReply, 'reply' | 'title' | 'text'>;
  readonly isNew: boolean;
}

function Form({ who, kind, reply, isNew }: FormProps) {
  const id = useId();
  const { draft, isChanged, setDraft, save } = useDraft({ title: reply.title, text: reply.text });
  const [isSaved, setSaved] = useState(false);
  const action = useAction();
  const { actions, canned } = texts;
  const { title, text } = draft;
  const isFit =
    !isBlank(title) &&
    !isBlank(text) &&
    title.length <= limits.canned_title_chars_max &&
    text.length <= limits.canned_text_chars_max;
  const edit = (part: Partial<typeof draft>): void => {
    setSaved(false);
    setDraft({ ...draft, ...part });
  };
  const ask = async (command: AdminCommand): Promise<boolean> => {
    const request = { t: 'admin', id: nanoid(), do: command } as const;
    const outcome = await action.run(() => who.connection.request(request));
    return outcome.t === 'done';
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isFit) return;
    const of = { kind: commands[kind].set, reply: reply.reply };
    setSaved(await save((typed) => ask({ ...of, ...typed })));
  };
  return (
    <form
      class="panel"
      aria-label={isNew ? canned.fresh[kind] : reply.title}
      onSubmit={(event) => void submit(event)}
    >
      {isNew && <h3>{canned.fresh[kind]}</h3>}
      <label for={id}>{canned.name}</label>
      <input
        id={id}
        dir="auto"
        value={title}
        onInput={(event) => edit({ title: event.currentTarget.value })}
      />
      <CharactersLeft text={title} chars_max={limits.canned_title_chars_max} />
      <label for={`${id}-text`}>{canned.text}</label>
      <textarea
        id={`${id}-text`}
        dir="auto"
        rows={3}
        value={text}
        onInput={(event) => edit({ text: event.currentTarget.value })}
      />
      <CharactersLeft text={text} chars_max={limits.canned_text_chars_max} />
      <Problem>{action.problem}</Problem>
      <div class="buttons">
        <button type="submit" disabled={!isChanged || !isFit || action.isBusy}>
          {isNew ? canned.add : actions.save}
        </button>
        {!isNew && (
          <ConfirmButton
            label={actions.remove}
            name={reply.title}
            question={canned.sureRemove(reply.title)}
            isBusy={action.isBusy}
            act={() => void ask({ kind: commands[kind].remove, reply: reply.reply })}
          />
        )}
        <span role="status">{isSaved && !isChanged && canned.saved}</span>
      </div>
    </form>
  );
}
