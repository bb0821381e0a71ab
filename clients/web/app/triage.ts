import type { CommandBody } from '../../../protocol/command-body.ts';
import type { QueueFilter } from '../../../protocol/queue.ts';
import type { TriageField } from '../../../protocol/ticket.ts';

type Word<F extends TriageField> = NonNullable<QueueFilter[F]>;

interface Row<F extends TriageField> {
  /** What it may be, the most pressing one first. */
  readonly words: ReadonlyArray<Word<F>>;
  /** That of nearly all tickets, which no badge shows. */
  readonly usual: Word<F>;
  readonly command: (to: Word<F>) => CommandBody;
}

/**
 * What support sets of a ticket for itself, by one of a few words: each has a badge, a choice beside
 * the buttons of the ticket, and a filter that is kept in the address. Its words stand in the texts.
 */
export const triage: { readonly [F in TriageField]: Row<F> } = {
  priority: {
    words: ['high', 'normal', 'low'],
    usual: 'normal',
    command: (to) => ({ kind: 'set_priority', to }),
  },
};

export const triageFields = Object.keys(triage) as readonly TriageField[];

/** The words that are filtered by. */
export type TriageQuery = { readonly [F in TriageField]: Word<F> | undefined };

/** The words that `read` gives for each field, where the field may be that. */
export function readTriage(read: (field: TriageField) => string | null): TriageQuery {
  const words = triageFields.map((field) => {
    const wanted = read(field);
    return [field, triage[field].words.find((word) => word === wanted)] as const;
  });
  return Object.fromEntries(words) as TriageQuery;
}

/** The fields that are filtered by, each with its word. */
export function chosenTriage(query: TriageQuery): Pick<QueueFilter, TriageField> {
  return Object.fromEntries(
    triageFields.flatMap((field) => (query[field] === undefined ? [] : [[field, query[field]]])),
  );
}
