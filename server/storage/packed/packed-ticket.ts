import {
  untouched,
  type Assignment,
  type Life,
  type Rewritten,
  type Ticket,
  type Triage,
} from '../../../actors/ticket/state.ts';
import { same } from '../../../protocol/same.ts';
import type { Person, Side } from '../../../protocol/ticket.ts';
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

/** But for `rewritten`, which few have. */
const ticket_fields = 19;

/** Stored by their place: more come at the end. */
const sides: readonly Side[] = ['player', 'support'];
const statuses: ReadonlyArray<Life['status']> = ['open', 'in_progress', 'closed', 'archived'];

/** Packs a ticket for storage. Times are relative to its creation, which takes fewer bytes. */
export function packTicket(ticket: Ticket): Packed<Ticket> {
  const { rewritten } = ticket;
  const fields = rewritten === undefined ? ticket_fields : ticket_fields + 1;
  if (!hasFields(ticket, fields)) return ticket;
  const { life, participants, assignment, created, waitingSince, lastPublicBy } = ticket;
  const { id, number, shard, category, subject, sender, location } = ticket;
  const { updated, publicUpdated, supportSeq, publicSeq, version, triage } = ticket;
  const packed = [
    id,
    number,
    shard,
    category,
    subject,
    packLife(life, created),
    participants.map(packPerson),
    assignment === null ? null : packAssignment(assignment, created),
    packSender(sender, participants),
    packLocation(location),
    lastPublicBy === null ? null : placeIn(sides, lastPublicBy),
    waitingSince === null ? null : waitingSince - created,
    created,
    updated - created,
    publicUpdated - created,
    supportSeq,
    publicSeq,
    version,
    ...packRare(triage, rewritten),
  ];
  return typeof sender !== 'number' && packed.every(isExact) ? packed : ticket;
}

export function unpackTicket(packed: Packed<Ticket>): Ticket {
  // What was stored before there was a triage has none, and one from before a field of it lacks that.
  if (!isPacked(packed)) return { ...packed, triage: triageOf(packed.triage) };
  const [id, number, shard, category, subject, life, people, assignment, sender] = packed;
  const [location, lastPublicBy, waiting, created, updated, publicUpdated] = packed.slice(9);
  const [supportSeq, publicSeq, version, triage, rewritten] = packed.slice(15);
  const begun = created as number;
  const participants = (people as Array<Parameters<typeof unpackPerson>[0]>).map(unpackPerson);
  return {
    id,
    number,
    shard,
    category,
    subject,
    life: unpackLife(life as readonly number[], begun),
    participants,
    assignment:
      assignment === null ? null : unpackAssignment(assignment as [Packed<Person>, number], begun),
    triage: triageOf(triage),
    sender: unpackSender(sender as Parameters<typeof unpackSender>[0], participants),
    location: unpackLocation(location as Parameters<typeof unpackLocation>[0]),
    lastPublicBy: lastPublicBy === null ? null : sides[lastPublicBy as number],
    waitingSince: waiting === null ? null : (waiting as number) + begun,
    created,
    updated: (updated as number) + begun,
    publicUpdated: (publicUpdated as number) + begun,
    supportSeq,
    publicSeq,
    version,
    ...(rewritten === undefined ? {} : { rewritten: unpackRewritten(rewritten as number[]) }),
  } as Ticket;
}

/** Of most tickets both are as at first, which takes no room. */
function packRare(triage: Triage, rewritten: Rewritten | undefined): readonly unknown[] {
  const stored = same(triage, untouched) ? null : triage;
  if (rewritten !== undefined) return [stored, packRewritten(rewritten)];
  return stored === null ? [] : [stored];
}

const rewritten_fields = 4;

/** Undefined where it has other fields. */
function packRewritten(rewritten: Rewritten): readonly number[] | undefined {
  const { count, publicCount, supportSeq, publicSeq } = rewritten;
  const numbers = [count, publicCount, supportSeq, publicSeq];
  const isWhole = hasFields(rewritten, rewritten_fields) && numbers.every(Number.isSafeInteger);
  return isWhole ? numbers : undefined;
}

function unpackRewritten([
  count,
  publicCount,
  supportSeq,
  publicSeq,
]: readonly number[]): Rewritten {
  return { count, publicCount, supportSeq, publicSeq } as Rewritten;
}

function triageOf(stored: unknown): Triage {
  return stored === undefined || stored === null
    ? untouched
    : { ...untouched, ...(stored as Partial<Triage>) };
}

/** Its status and its times; undefined where it has other fields. */
function packLife(life: Life, created: number): readonly number[] | undefined {
  const status = placeIn(statuses, life.status);
  if (status === undefined) return undefined;
  const times = timesOf(life).map((time) => time - created);
  const isWhole = hasFields(life, times.length + 1) && times.every(Number.isSafeInteger);
  return isWhole ? [status, ...times] : undefined;
}

function timesOf(life: Life): readonly number[] {
  switch (life.status) {
    case 'open':
    case 'in_progress':
      return [];
    case 'closed':
      return [life.closed];
    case 'archived':
      return [life.closed, life.archived];
  }
}

function unpackLife([place, ...times]: readonly number[], created: number): Life {
  const status = statuses[place!];
  if (status === undefined) throw new Error(`a ticket has the unknown status ${place}`);
  const [closed, archived] = times.map((time) => time + created);
  switch (status) {
    case 'open':
    case 'in_progress':
      return { status };
    case 'closed':
      return { status, closed: closed! };
    case 'archived':
      return { status, closed: closed!, archived: archived! };
  }
}

const assignment_fields = 2;

function packAssignment(assignment: Assignment, created: number): readonly unknown[] | undefined {
  const at = assignment.at - created;
  const isWhole = hasFields(assignment, assignment_fields) && Number.isSafeInteger(at);
  return isWhole ? [packPerson(assignment.to), at] : undefined;
}

function unpackAssignment(
  [to, at]: readonly [Packed<Person>, number],
  created: number,
): Assignment {
  return { to: unpackPerson(to), at: at + created };
}

/** Undefined where it is unknown: the ticket is then stored unpacked. */
function placeIn<T>(all: readonly T[], one: T): number | undefined {
  const place = all.indexOf(one);
  return place < 0 ? undefined : place;
}

function isExact(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'number' || Number.isSafeInteger(value));
}
