import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { ownNames, viewEntry, type StaffName } from '../../actors/ticket/view.ts';
import type { Audience, Entry } from '../../protocol/ticket.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Blobs } from '../files/blobs.ts';
import type { Tables } from '../storage/tables.ts';
import { escaped, page_end, pageTop } from './html.ts';
import { personIndex, type TicketLine } from './person-pages.ts';
import { auditLines, personRecords, type Copy, type PersonReads } from './person-records.ts';
import { attachedFiles, type Place, type PlaceOf } from './attached.ts';
import { isOwn, ticketsOf, type PersonTicket, type TicketSource } from './person-tickets.ts';
import { speechFor, type Reader } from './reader.ts';
import { entriesInDays, htmlTranscript } from './transcript-html.ts';
import { jsonTranscript } from './transcript-json.ts';
import { NoLonger, ticketViews, transcriptOf, type InTurn } from './transcript.ts';
import type { TranscriptWriter } from './transcript-writer.ts';
import type { ArchiveFile } from './zip.ts';

export interface PersonSource extends PersonReads, TicketSource {
  readonly tables: PersonReads['tables'] & TicketSource['tables'] & Pick<Tables, 'history'>;
  readonly blobs: Pick<Blobs, 'open'>;
  /** How the public audience knows those of support. */
  readonly staffName: StaffName;
}

export interface PersonWish {
  readonly account: Account;
  readonly copy: Copy;
  readonly reader: Reader;
  /** When it is made. */
  readonly at: number;
  readonly inTurn: InTurn;
  /** Asked again and again; once it is false the archive is cut off. */
  stillMay(): boolean;
  tell(done: number, of: number): void;
}

/** Nothing in it that anybody chose. */
export function personArchiveName({ id }: Account, copy: Copy): string {
  return `account-${id}${copy === 'own' ? '' : '-with-notes'}.zip`;
}

/**
 * The files of everything stored about an account, made one after the other as they are taken:
 * tickets, their list, records, changes. In the copy for the person, tickets are as the public
 * audience sees them, and of tickets of others there is only what they wrote themselves. The list of
 * tickets is all that is held in memory.
 */
export async function* personFiles(
  source: PersonSource,
  wish: PersonWish,
): AsyncGenerator<ArchiveFile> {
  const { account, copy, inTurn, stillMay, reader, at } = wish;
  const audience: Audience = copy === 'own' ? 'public' : 'support';
  const lines: TicketLine[] = [];
  const walk = { account: account.id, audience, inTurn, stillMay, tell: wish.tell };
  for await (const found of ticketsOf(source, walk)) {
    yield* ticketFiles(source, wish, audience, found);
    lines.push(lineOf(found));
  }
  const records = await stepByStep(personRecords(source, account, copy), inTurn);
  if (!stillMay()) throw new NoLonger();
  yield { name: 'account.json', parts: [`${JSON.stringify(records, null, 2)}\n`] };
  yield { name: 'changes.jsonl', parts: inSteps(auditLines(source, account.id, copy), wish) };
  const index = { records, copy, at, lines };
  yield { name: 'index.html', parts: inSteps(personIndex(index, speechFor(reader)), wish) };
}

function lineOf({ ticket, part }: PersonTicket): TicketLine {
  const { number, life, created } = ticket;
  const subject = part === 'whole' ? ticket.subject : null;
  return { number, subject, status: life.status, created, href: `${nameOf(ticket, part)}.html` };
}

function nameOf({ number }: Ticket, part: PersonTicket['part']): string {
  return `${part === 'whole' ? 'tickets' : 'elsewhere'}/${number}`;
}

async function* ticketFiles(
  source: PersonSource,
  wish: PersonWish,
  audience: Audience,
  { ticket, part }: PersonTicket,
): AsyncGenerator<ArchiveFile> {
  const { reader, account } = wish;
  const speech = speechFor(reader);
  const back = { href: '../index.html', name: speech.words.person.back };
  const staffName = audience === 'support' ? ownNames : source.staffName;
  const views = ticketViews(source.tables, staffName);
  const name = nameOf(ticket, part);
  const whole = (writer: TranscriptWriter) =>
    transcriptOf(views, { ...wish, ticket, audience, writer });
  // Before the pages, which say which of them are missing.
  const places = new Map<string, Place>();
  yield* attachedFiles({
    blobs: source.blobs,
    events: eventsOf(source, wish, audience, { ticket, part }),
    folder: `${name}-files`,
    places,
    stillMay: wish.stillMay,
  });
  const placeOf: PlaceOf = ({ id }) => places.get(id) ?? 'missing';
  if (part === 'whole') {
    yield { name: `${name}.json`, parts: whole(jsonTranscript(placeOf)) };
    yield { name: `${name}.html`, parts: whole(htmlTranscript(speech, back, placeOf)) };
    return;
  }
  const entries = () => ownEntries(source, wish, audience, { ticket, part });
  const about = { number: ticket.number, created: ticket.created };
  const sent = ticket.sender?.account === account.id;
  const own = sent ? { ...about, sender: ticket.sender, location: ticket.location } : about;
  yield { name: `${name}.json`, parts: ownJson(own, entries(), placeOf) };
  const title = speech.words.number(ticket.number);
  const top = [
    pageTop(reader.language, title),
    `<p><a href="${back.href}">${escaped(back.name)}</a></p>\n<h1>${escaped(title)}</h1>\n`,
    `<p class="muted">${escaped(speech.words.person.elsewhere)}</p>\n<main>\n`,
  ].join('');
  yield { name: `${name}.html`, parts: ownHtml(top, entries(), entriesInDays(speech, placeOf)) };
}

async function* ownJson(
  ticket: object,
  entries: AsyncIterable<readonly Entry[]>,
  placeOf: PlaceOf,
): AsyncGenerator<string> {
  const writer = jsonTranscript(placeOf);
  yield `{"ticket":${JSON.stringify(ticket)},"entries":[`;
  for await (const some of entries) yield writer.entries(some);
  yield writer.end();
}

async function* ownHtml(
  top: string,
  entries: AsyncIterable<readonly Entry[]>,
  inDays: (entries: readonly Entry[]) => string,
): AsyncGenerator<string> {
  yield top;
  for await (const some of entries) yield inDays(some);
  yield `</main>\n${page_end}`;
}

const step_entries = 50;

/** What they wrote in a ticket of others, under the name that they had. */
async function* ownEntries(
  source: PersonSource,
  wish: PersonWish,
  audience: Audience,
  found: PersonTicket,
): AsyncGenerator<Entry[]> {
  const { id: own } = wish.account;
  const names: StaffName = (id) => (id === own ? null : source.staffName(id));
  for await (const events of eventsOf(source, wish, audience, found)) {
    yield events.flatMap((event) => viewEntry(event, audience, names) ?? []);
  }
}

/** What the copy shows of a ticket, oldest first. */
async function* eventsOf(
  { tables }: PersonSource,
  { account, inTurn, stillMay }: PersonWish,
  audience: Audience,
  { ticket, part }: PersonTicket,
): AsyncGenerator<TicketEvent[]> {
  const last = audience === 'public' ? ticket.publicSeq : ticket.supportSeq;
  for (let seq = 0; seq < last; seq += step_entries) {
    const range = {
      after: seq,
      before: Math.min(last, seq + step_entries) + 1,
      limit: step_entries,
    };
    yield await inTurn(() =>
      tables
        .history(ticket.id, audience, range)
        .filter((event) => part === 'whole' || isOwn(event, account.id)),
    );
    if (!stillMay()) throw new NoLonger();
  }
}

async function stepByStep<T>(steps: Iterator<void, T>, inTurn: InTurn): Promise<T> {
  for (;;) {
    const { done, value } = await inTurn(() => steps.next());
    if (done === true) return value;
  }
}

async function* inSteps(
  parts: Iterator<string, unknown>,
  { inTurn, stillMay }: PersonWish,
): AsyncGenerator<string> {
  for (;;) {
    const { done, value } = await inTurn(() => parts.next());
    if (!stillMay()) throw new NoLonger();
    if (done === true) return;
    yield value;
  }
}
