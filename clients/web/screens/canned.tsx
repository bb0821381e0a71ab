import { useId, useState } from 'preact/hooks';
import { nanoid } from 'nanoid';
import { useTitle } from '../alerts/title.ts';
import type { AdminDeed, CannedReply } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { Sure } from '../admin/sure.tsx';
import { CharactersLeft } from '../parts/characters-left.tsx';
import { Loading, Notice, Problem } from '../parts/notice.tsx';
import { UserText } from '../parts/user-text.tsx';
import { opensCanned, opensQueue } from '../rights.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { useAction } from '../use-action.ts';
import { useCanned } from '../use-canned.ts';
import { isBlank } from '../../../protocol/visible.ts';

interface CannedProps {
  readonly who: SignedIn;
}

/** The page for those who administer nothing else. */
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

/** The replies of all support and the account's own, in one place. */
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

const deeds = {
  own: { set: 'own_canned_set', remove: 'own_canned_remove', max: limits.canned_own_max },
  shared: { set: 'canned_set', remove: 'canned_remove', max: limits.canned_shared_max },
} as const;

function Part({ who, kind, replies }: PartProps) {
  // Another id is another form, empty again once the reply was made.
  const [fresh, setFresh] = useState(() => nanoid());
  const { canned } = texts;
  const mayChange = kind === 'own' || who.rights.has('tickets.canned');
  const form = (reply: FormProps['reply'], made?: () => void) => (
    <li key={reply.reply}>
      <Form who={who} kind={kind} reply={reply} made={made} />
    </li>
  );
  return (
    <section class="canned-part" aria-label={canned.titles[kind]}>
      <h2>{canned.titles[kind]}</h2>
      {replies.length === 0 && <p class="muted">{canned.empty[kind]}</p>}
      <ul class="panels">
        {replies.map((reply) =>
          mayChange ? (
            form(reply)
          ) : (
            <li key={reply.reply} class="panel">
              <h3 dir="auto">{reply.title}</h3>
              <UserText>{reply.text}</UserText>
            </li>
          ),
        )}
        {mayChange &&
          replies.length < deeds[kind].max &&
          form({ reply: fresh, title: '', text: '' }, () => setFresh(nanoid()))}
      </ul>
    </section>
  );
}

interface FormProps extends CannedProps {
  readonly kind: 'own' | 'shared';
  readonly reply: Pick<CannedReply, 'reply' | 'title' | 'text'>;
  /** Of a new one: called when it is there. */
  readonly made: (() => void) | undefined;
}

function Form({ who, kind, reply, made }: FormProps) {
  const id = useId();
  /** What was typed; of what was not, the reply itself is shown, whoever changes it. */
  const [typed, setTyped] = useState<Partial<Record<'title' | 'text', string>>>({});
  const [isSaved, setSaved] = useState(false);
  const action = useAction();
  const { actions, canned } = texts;
  const { title, text } = { ...reply, ...typed };
  const isChanged = title !== reply.title || text !== reply.text;
  const isFit =
    !isBlank(title) &&
    !isBlank(text) &&
    title.length <= limits.canned_title_chars_max &&
    text.length <= limits.canned_text_chars_max;
  const edit = (part: typeof typed): void => {
    setSaved(false);
    setTyped({ ...typed, ...part });
  };
  const ask = async (deed: AdminDeed): Promise<void> => {
    const request = { t: 'admin', id: nanoid(), do: deed } as const;
    const outcome = await action.run(() => who.connection.request(request));
    if (outcome.t !== 'done') return;
    setTyped({});
    setSaved(true);
    made?.();
  };
  return (
    <form
      class="panel"
      aria-label={made === undefined ? reply.title : canned.fresh[kind]}
      onSubmit={(event) => {
        event.preventDefault();
        if (isFit) void ask({ kind: deeds[kind].set, reply: reply.reply, title, text });
      }}
    >
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
          {made === undefined ? actions.save : canned.add}
        </button>
        {made === undefined && (
          <Sure
            label={actions.remove}
            name={reply.title}
            question={canned.sureRemove(reply.title)}
            isBusy={action.isBusy}
            act={() => void ask({ kind: deeds[kind].remove, reply: reply.reply })}
          />
        )}
        <span role="status">{isSaved && !isChanged && canned.saved}</span>
      </div>
    </form>
  );
}
