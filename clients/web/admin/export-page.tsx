import { useState } from 'preact/hooks';
import { Finder } from '../compose/finder.tsx';
import type { Found } from '../compose/use-find.ts';
import { number } from '../i18n/language.ts';
import { adminTexts } from '../i18n/texts.ts';
import { exportsNotes } from '../session/rights.ts';
import type { SignedIn } from '../session/session.ts';
import { useSaving } from '../session/use-saving.ts';
import { lazy } from '../ui/lazy.tsx';
import { SavingLine } from '../ui/saving-line.tsx';

const Erase = lazy(async () => (await import('./erase.tsx')).Erase);

/** Saves everything stored about one person as an archive, or erases the person. */
export function ExportPage({ who }: { readonly who: SignedIn }) {
  const { erase, exporting } = adminTexts;
  const [person, setPerson] = useState<Found>();
  const [erased, setErased] = useState<string>();
  const choose = (found: Found): void => {
    setErased(undefined);
    setPerson(found);
  };
  return (
    <>
      {who.rights.has('tickets.export') && <p class="muted export-what">{exporting.what}</p>}
      <Finder who={who} what="accounts" label={exporting.whose} choose={choose} />
      <p role="status">{erased !== undefined && erase.done(erased)}</p>
      {person !== undefined && (
        <section class="panel export-form" aria-label={person.name} key={person.id}>
          <h2 dir="auto">{exporting.chosen(person.name, person.id)}</h2>
          {person.hint !== '' && (
            <p class="muted" dir="auto">
              {person.hint}
            </p>
          )}
          {who.rights.has('tickets.export') && <ExportForm who={who} person={person} />}
          {who.rights.has('tickets.erase') && person.id !== who.you.account && (
            <Erase
              connection={who.connection}
              account={person.id}
              name={person.name}
              erased={() => {
                setErased(person.name);
                setPerson(undefined);
              }}
            />
          )}
        </section>
      )}
    </>
  );
}

function ExportForm({ who, person }: { readonly who: SignedIn; readonly person: Found }) {
  const { exporting } = adminTexts;
  const [hasNotes, setNotes] = useState(false);
  const { saving, isBusy, save } = useSaving();
  const copies = exportsNotes(who.rights) ? [false, true] : [false];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save({ kind: 'person', account: person.id, notes: hasNotes });
      }}
    >
      <fieldset class="copies" disabled={isBusy}>
        <legend>{exporting.copy}</legend>
        {copies.map((notes) => (
          <label class="check" key={String(notes)}>
            <input
              type="radio"
              name="copy"
              checked={hasNotes === notes}
              onChange={() => setNotes(notes)}
            />
            <span>{notes ? exporting.notes : exporting.own}</span>
          </label>
        ))}
      </fieldset>
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {exporting.save}
        </button>
      </div>
      <SavingLine
        saving={saving}
        words={(done, of) => exporting.looked(number(done), number(of))}
      />
    </form>
  );
}
