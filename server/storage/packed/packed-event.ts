import type { Change, TicketEvent } from '../../../actors/ticket/event.ts';
import type { Author, Surface } from '../../../protocol/ticket.ts';
import {
  hasFields,
  isPacked,
  packLocation,
  packPerson,
  packSender,
  unpackLocation,
  unpackPerson,
  unpackSender,
  type Packed,
} from './packed-parts.ts';

type Opened = Extract<Change, { type: 'ticket_opened' }>;

/** Stored by their place: more come at the end. */
const sides: ReadonlyArray<Author['side']> = ['player', 'support', 'system'];
const surfaces: readonly Surface[] = ['game', 'web', 'discord', 'http', 'script', 'server'];

/** The most frequent changes, stored by their index here; others are stored with field names. */
const forms = [
  { type: 'message_posted', fields: ['body', 'opening'] },
  { type: 'note_posted', fields: ['body'] },
  { type: 'work_started', fields: [] },
  { type: 'ticket_closed', fields: ['from'] },
  { type: 'ticket_archived', fields: [] },
  { type: 'ticket_reopened', fields: ['from'] },
  { type: 'status_set', fields: ['from', 'to'] },
] as const;
const formOf: ReadonlyMap<Change['type'], number> = new Map(
  forms.map(({ type }, i) => [type, i] as const),
);
/** For an opened ticket, whose fields are packed themselves. */
const opened_code = -1;
const opened_fields = 9;
const event_fields = 6;
const author_fields = 3;

/** Packs an event for storage. */
export function packEvent(event: TicketEvent): Packed<TicketEvent> {
  const { at, by, surface, change, supportSeq, publicSeq } = event;
  const side = sides.indexOf(by.side);
  const from = surfaces.indexOf(surface);
  const isKnown = side >= 0 && from >= 0 && hasFields(event, event_fields);
  if (!isKnown || publicSeq === undefined || !hasFields(by, author_fields)) return event;
  const packed = packChange(change);
  return [at, side, by.account, by.name, from, supportSeq, publicSeq, ...packed];
}

export function unpackEvent(packed: Packed<TicketEvent>): TicketEvent {
  if (!isPacked(packed)) return packed;
  const [at, side, account, name, from, supportSeq, publicSeq, ...change] = packed;
  return {
    at,
    by: { side: sides[side as number], account, name },
    surface: surfaces[from as number],
    change: unpackChange(change),
    supportSeq,
    publicSeq,
  } as TicketEvent;
}

/** A code and the fields, or the change itself. */
function packChange(change: Change): readonly unknown[] {
  if (change.type === 'ticket_opened') return packOpened(change) ?? [change];
  const code = formOf.get(change.type);
  if (code === undefined) return [change];
  const { fields } = forms[code]!;
  if (!hasFields(change, fields.length + 1)) return [change];
  const values: unknown[] = [code];
  for (const field of fields) {
    const value = (change as unknown as Record<string, unknown>)[field];
    if (value === undefined) return [change];
    values.push(value);
  }
  return values;
}

function unpackChange([code, ...values]: readonly unknown[]): Change {
  if (typeof code !== 'number') return code as Change;
  if (code === opened_code) return unpackOpened(values);
  const form = forms[code];
  if (form === undefined) throw new Error(`an entry has the unknown form ${code}`);
  const { type, fields } = form;
  return Object.fromEntries([
    ['type', type],
    ...fields.map((field, i) => [field, values[i]] as const),
  ]) as unknown as Change;
}

function packOpened(change: Opened): readonly unknown[] | undefined {
  const { id, number, shard, category, subject, participants, sender, location } = change;
  const values: unknown[] = [id, number, shard, category, subject, participants, sender, location];
  if (!hasFields(change, opened_fields) || values.includes(undefined)) return undefined;
  if (typeof sender === 'number') return undefined;
  return [
    opened_code,
    id,
    number,
    shard,
    category,
    subject,
    participants.map(packPerson),
    packSender(sender, participants),
    packLocation(location),
  ];
}

function unpackOpened(values: readonly unknown[]): Change {
  const [id, number, shard, category, subject, people, sender, location] = values;
  const participants = (people as Array<Parameters<typeof unpackPerson>[0]>).map(unpackPerson);
  return {
    type: 'ticket_opened',
    id,
    number,
    shard,
    category,
    subject,
    participants,
    sender: unpackSender(sender as Parameters<typeof unpackSender>[0], participants),
    location: unpackLocation(location as Parameters<typeof unpackLocation>[0]),
  } as Opened;
}
