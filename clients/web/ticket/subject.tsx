import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Head, Side } from '../../../protocol/ticket.ts';
import { isLive, type SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { useDraft } from '../compose/use-draft.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { mayEditSubject } from './may.ts';
import { Problem } from '../ui/notice.tsx';
import { isBlank } from '../../../protocol/visible.ts';
import { textShown } from './names.ts';

interface SubjectProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly head: Head;
}

/** The subject of the ticket, and the field to edit it. */
export function Subject({ who, as, head }: SubjectProps) {
  const [isEditing, setEditing] = useState(false);
  const may = mayEditSubject(who.rights, as, head);
  return (
    <>
      <h1>
        <span class="muted">{texts.ticket.number(head.number)}</span>{' '}
        <bdi>{textShown(head.subject)}</bdi>
        {may && !isEditing && (
          <button type="button" class="quiet edit" onClick={() => setEditing(true)}>
            {texts.actions.editSubject}
          </button>
        )}
      </h1>
      {may && isEditing && (
        <SubjectForm who={who} as={as} head={head} end={() => setEditing(false)} />
      )}
    </>
  );
}

function SubjectForm({ who, as, head, end }: SubjectProps & { end(): void }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const { draft: subject, setDraft, save } = useDraft(head.subject);
  const action = useAction();
  const { subject_chars_max } = who.you.settings;
  const isFit = !isBlank(subject) && subject.length <= subject_chars_max;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isFit) return;
    const isStored = await save(async (typed) => {
      const command = { kind: 'edit_subject', subject: typed } as const;
      const outcome = await action.run(() =>
        who.connection.command(command, { ticket: head.id, as }),
      );
      return outcome.t === 'done';
    });
    if (isStored) end();
  };
  return (
    <form class="subject-form" onSubmit={(event) => void submit(event)}>
      <label class="unseen" for={id}>
        {texts.actions.subject}
      </label>
      <input
        id={id}
        ref={field}
        dir="auto"
        required
        value={subject}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') end();
        }}
      />
      <button class="primary" type="submit" disabled={!isFit || action.isBusy}>
        {texts.actions.save}
      </button>
      <button class="quiet" type="button" onClick={end}>
        {texts.actions.cancel}
      </button>
      <CharactersLeft text={subject} chars_max={subject_chars_max} />
      {action.isBusy && !isLive.value && <p class="muted">{texts.actions.waits}</p>}
      <Problem>{action.problem}</Problem>
    </form>
  );
}
