import { useId, useState } from 'preact/hooks';
import type { Head, Side } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';
import { exportsNotes } from '../session/rights.ts';
import type { SignedIn } from '../session/session.ts';
import { useSaving } from '../session/use-saving.ts';
import { Popover } from '../ui/popover.tsx';
import { SavingLine } from '../ui/saving-line.tsx';

interface SaveProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly head: Head;
}

const forms = ['html', 'text', 'json'] as const;

/** Saves the whole ticket as a file: as players see it, or with notes for whoever may. */
export function SaveTicket(props: SaveProps) {
  return (
    <div class="save-ticket">
      <Popover name={texts.save.title}>{() => <SaveForm {...props} />}</Popover>
    </div>
  );
}

function SaveForm({ who, as, head }: SaveProps) {
  const { save } = texts;
  const id = useId();
  const [form, setForm] = useState<(typeof forms)[number]>('html');
  const [hasNotes, setNotes] = useState(false);
  const { saving, isBusy, save: start } = useSaving();
  return (
    <form
      class="save-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const audience = hasNotes ? 'support' : 'public';
        void start({ kind: 'transcript', ticket: head.id, audience, form });
      }}
    >
      <label for={id}>{save.form}</label>
      <select
        id={id}
        value={form}
        onChange={({ currentTarget: { value } }) =>
          setForm(forms.find((one) => one === value) ?? 'html')
        }
      >
        {forms.map((one) => (
          <option key={one} value={one}>
            {save.forms[one]}
          </option>
        ))}
      </select>
      {as === 'support' && exportsNotes(who.rights) && (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={hasNotes}
              onChange={(event) => setNotes(event.currentTarget.checked)}
            />
            <span>{save.notes}</span>
          </label>
          {hasNotes && <p class="muted">{save.notesHint}</p>}
        </>
      )}
      {/* One that is disabled loses the focus, and the popover closes with it. */}
      <button type="submit" class="primary" aria-disabled={isBusy}>
        {save.save}
      </button>
      <SavingLine saving={saving} />
    </form>
  );
}
