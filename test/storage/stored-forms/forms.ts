import type { Entry } from '../../../server/storage/log/entry.ts';
import { encodeEntry } from '../../../server/storage/log/entry.ts';
import { markers_subject, ticketSubject } from '../../../server/storage/log.ts';
import { applied, idOf, tablesAfter, type Kept } from './kept.ts';
import { entryForms, markForms, recordForms } from './record-forms.ts';
import { pastForms } from './past-forms.ts';
import { importForms } from './import-forms.ts';
import { ticketForms, turnForms } from './ticket-forms.ts';
import { eventsOf, type TurnForm } from './turn.ts';

/** Something that can be stored today and needs a sample. */
export interface Form {
  readonly of: string;
  readonly name: string;
  /** The sample that is applied before. */
  readonly after: string | null;
  /** That one is kept already. */
  sample(kept: readonly Kept[]): Kept;
}

/** One entry after another of a sample; gaps between positions mean nothing. */
const position_step = 10;

type FormsOf = { readonly [T in Entry['type']]: readonly Form[] };

/** The compiler keeps it whole, as it does the tables that it is made of. */
const byEntry: FormsOf = {
  turn: [
    ...Object.entries<readonly TurnForm[]>(ticketForms).flatMap(([of, forms]) =>
      forms.map((form) => turn(of, form)),
    ),
    ...turnForms.map((form) => turn('turn', form)),
  ],
  import: importForms.map((form) =>
    entry({ of: 'import', name: form.name }, form.after ?? null, ticketSubject('t9'), (tables) => {
      const events = eventsOf(form, tables.ticketOf(ticketSubject('t9')));
      return { type: 'import', events, more: form.more };
    }),
  ),
  records: [
    ...recordForms.map(({ of, name, subject, key, value }) => {
      const space = of.slice(0, of.indexOf(' ')) as (typeof entryForms)[0]['puts'][0]['space'];
      return entry({ of, name }, null, subject, () => {
        return { type: 'records', puts: [{ space, key, value }] };
      });
    }),
    ...entryForms.map(({ name, after, puts, done = [] }) =>
      entry({ of: 'records', name }, after, 'access', () => ({ type: 'records', puts, done })),
    ),
  ],
  marks: markForms.map(({ name, after, marks }) =>
    entry({ of: 'marks', name }, after, markers_subject, () => ({ type: 'marks', marks })),
  ),
  rewrite: pastForms.rewrite.map(({ name, after, ticket, erasure }) =>
    entry({ of: 'rewrite', name }, after, ticketSubject(ticket), () => ({
      type: 'rewrite',
      ...erasure,
    })),
  ),
  removal: pastForms.removal.map(({ name, after, ticket }) =>
    entry({ of: 'removal', name }, after, ticketSubject(ticket), () => ({ type: 'removal' })),
  ),
};

export const forms: readonly Form[] = Object.values(byEntry).flat();

function turn(of: string, form: TurnForm): Form {
  const { name, after = null, ticket = 't1', receipts = [] } = form;
  return entry({ of, name }, after, ticketSubject(ticket), (tables) => {
    return {
      type: 'turn',
      events: eventsOf(form, tables.ticketOf(ticketSubject(ticket))),
      receipts,
    };
  });
}

function entry(
  named: Pick<Kept, 'of' | 'name'>,
  after: string | null,
  subject: string,
  make: (tables: ReturnType<typeof tablesAfter>) => Entry,
): Form {
  return {
    ...named,
    after,
    sample(kept) {
      const tables = tablesAfter(after, kept);
      const before = kept.find((sample) => idOf(sample) === after);
      const stored = {
        ...named,
        after,
        subject,
        position: (before?.position ?? 0) + position_step,
        bytes: encodeEntry(subject, make(tables)).toString('base64'),
      };
      const { entry: decoded, made, due } = applied(tables, stored);
      const isDue = Object.keys(due).length > 0;
      return { ...stored, entry: decoded, made, ...(isDue ? { due } : {}) };
    },
  };
}
