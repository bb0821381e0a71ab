import * as v from 'valibot';
import { auditFilter } from '../../../protocol/audit-filter.ts';
import { hasQueueAccess } from '../../../protocol/permissions.ts';
import { refused, type Refused } from '../../../protocol/refusals.ts';
import { audiences, type Audience } from '../../../protocol/ticket.ts';
import { searchAudit } from '../../../actors/roster/staff/audit-search.ts';
import type { Changer } from '../../../actors/roster/staff/audit.ts';
import type { Ticket } from '../../../actors/ticket/state.ts';
import type { Caller, TicketService } from '../../../actors/ticket/service.ts';
import { personArchiveName, personFiles, type PersonSource } from '../../export/person.ts';
import { zip_type, zipOf } from '../../export/zip.ts';
import { readerForm } from '../../export/reader.ts';
import {
  transcriptForms,
  transcriptName,
  transcriptTypes,
  transcriptWriter,
} from '../../export/transcript-form.ts';
import type { TranscriptWriter } from '../../export/transcript-writer.ts';
import { NoLonger, ticketViews, transcriptOf, type InTurn } from '../../export/transcript.ts';
import type { Access } from '../../identity/access.ts';
import type { Turns } from '../../platform/turns.ts';
import { no_ticket } from '../../tickets/reads.ts';
import type { Download } from './slots.ts';

const id_chars_max = 40;
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(id_chars_max));

export const wishForm = v.variant('kind', [
  v.object({
    kind: v.literal('transcript'),
    ticket: id,
    audience: v.picklist(audiences),
    form: v.picklist(transcriptForms),
    reader: readerForm,
  }),
  v.object({
    kind: v.literal('person'),
    account: id,
    notes: v.boolean(),
    reader: readerForm,
  }),
  v.object({ kind: v.literal('audit'), filter: auditFilter }),
]);
type Wish = v.InferOutput<typeof wishForm>;
type WishOf<K extends Wish['kind']> = Extract<Wish, { kind: K }>;

export interface WishDeps {
  readonly access: Access;
  readonly ticketService: Pick<TicketService, 'mayRead' | 'mayWatchQueue' | 'staffName'>;
  readonly people: PersonSource;
  readonly turns: Turns;
}

/** Who asks; `isOpen` says whether their browser is still signed in. */
export interface Asker {
  readonly caller: Caller;
  isOpen(): boolean;
}

export type Granted = { readonly ok: true; readonly download: Download } | Refused;

/** What is wished for, if whoever asks may have it. It goes on only while they may. */
export async function grant(deps: WishDeps, asker: Asker, wish: Wish): Promise<Granted> {
  switch (wish.kind) {
    case 'transcript':
      return transcript(deps, asker, wish);
    case 'person':
      return person(deps, asker, wish);
    case 'audit':
      return audit(deps, asker, wish);
  }
}

/**
 * Whoever may read a ticket may save it as players see it; with notes it leaves the place where rights
 * are asked each time, so that it needs a right of its own.
 */
function transcript(
  { access, ticketService, people: { tables }, turns }: WishDeps,
  { caller, isOpen }: Asker,
  { ticket: wanted, audience, form, reader }: WishOf<'transcript'>,
): Granted {
  const mayHave = (ticket: Ticket | undefined): ticket is Ticket =>
    ticket !== undefined &&
    isOpen() &&
    (audience === 'public'
      ? ticketService.mayRead(caller, ticket, 'public') || ticketService.mayWatchQueue(caller)
      : mayExport(access, caller, audience));
  if (audience === 'support' && !mayExport(access, caller, audience))
    return refused('right_missing');
  const stored = () => tables.ticket(wanted).state ?? tables.ticket(no_ticket).state;
  const ticket = stored();
  if (!mayHave(ticket)) return refused('ticket_unknown');
  const inTurn: InTurn = (make) => turns.run(caller.account, make);
  const views = ticketViews(tables, ticketService.staffName);
  return {
    ok: true,
    download: {
      name: transcriptName(ticket.number, audience, form),
      type: transcriptTypes[form],
      body: (tell) => {
        const of = views.head(ticket, audience).seq;
        const writer = transcriptWriter(form, reader);
        const counted = counting(writer, (done) => tell(Math.min(done, of), of));
        const stillMay = () => mayHave(stored());
        return bytes(transcriptOf(views, { ticket, audience, writer: counted, inTurn, stillMay }));
      },
    },
  };
}

async function person(
  { access, people, turns }: WishDeps,
  { caller, isOpen }: Asker,
  { account: wanted, notes, reader }: WishOf<'person'>,
): Promise<Granted> {
  const audience: Audience = notes ? 'support' : 'public';
  const stillMay = (): boolean => isOpen() && mayExport(access, caller, audience);
  if (!stillMay()) return refused('right_missing');
  const account = access.roster.account(wanted);
  if (account === undefined) return refused('account_unknown');
  const { id: number, name } = account;
  const noted = await access.audit.note(
    changerOf(access, caller),
    `export of ${name} (${number})`,
    {
      notes,
    },
  );
  // Nothing leaves that is not on record.
  if (!noted) return refused('storage_unavailable');
  const copy = notes ? 'with_notes' : 'own';
  const at = access.secrets.now();
  const inTurn: InTurn = (make) => turns.run(caller.account, make);
  return {
    ok: true,
    download: {
      name: personArchiveName(account, copy),
      type: zip_type,
      body: (tell) =>
        zipOf(
          personFiles(people, { account, copy, reader, at, inTurn, stillMay, tell }),
          new Date(at),
        ),
    },
  };
}

function audit(
  { access, turns }: WishDeps,
  { caller, isOpen }: Asker,
  { filter }: WishOf<'audit'>,
): Granted {
  const { account, restricted } = caller;
  const stillMay = (): boolean =>
    isOpen() && access.roster.rightsOf(account, restricted).has('tickets.manage_access');
  if (!stillMay()) return refused('right_missing');
  async function* lines(): AsyncGenerator<string> {
    const pages = searchAudit(access.audit, filter);
    for (;;) {
      const { done, value } = await turns.run(account, () => pages.next());
      if (!stillMay()) throw new NoLonger();
      if (done === true) return;
      yield value.map((record) => `${JSON.stringify(record)}\n`).join('');
    }
  }
  return {
    ok: true,
    download: {
      name: 'changes.jsonl',
      type: 'application/x-ndjson; charset=utf-8',
      body: () => bytes(lines()),
    },
  };
}

/** Notes are for those who may read them. */
function mayExport({ roster }: Access, caller: Caller, audience: Audience): boolean {
  const held = roster.rightsOf(caller.account, caller.restricted);
  return held.has('tickets.export') && (audience === 'public' || hasQueueAccess(held));
}

function changerOf({ roster }: Access, { account, restricted }: Caller): Changer {
  return { account, restricted, name: roster.person(account, null).name };
}

function bytes(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  async function* encoded(): AsyncGenerator<Uint8Array> {
    for await (const part of parts) if (part !== '') yield Buffer.from(part);
  }
  return ReadableStream.from(encoded());
}

/** The same writer, which tells how many entries it has written. */
function counting(writer: TranscriptWriter, told: (entries: number) => void): TranscriptWriter {
  let written = 0;
  return {
    begin: (...about) => writer.begin(...about),
    entries(entries) {
      told((written += entries.length));
      return writer.entries(entries);
    },
    end: () => writer.end(),
  };
}
