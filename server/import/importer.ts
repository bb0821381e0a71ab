import type { Clock } from '../../actors/runtime/clock.ts';
import type { TicketEvent } from '../../actors/ticket/event.ts';
import type { Access } from '../identity/access.ts';
import { failed, type Failed } from '../platform/failed.ts';
import type { Storage } from '../storage/storage.ts';
import type { TicketNumbers } from '../tickets/ticket-numbers.ts';
import { CannedImport } from './canned-import.ts';
import { bad, parseLine, type ImportTicket, type Parsed } from './form.ts';
import { historyOf } from './history.ts';
import { importLimits } from './import-limits.ts';
import { heldOf, importedId, partsOf } from './imported.ts';
import { ImportedPeople } from './people.ts';

export interface ImporterDeps {
  readonly storage: Pick<Storage, 'tables' | 'tickets'>;
  readonly access: Access;
  readonly numbers: Pick<TicketNumbers, 'next'>;
  readonly clock: Pick<Clock, 'now' | 'soon'>;
  /** Resolves when what waits to be written leaves enough room for people. */
  room(): Promise<void>;
}

/** A line of the file, and how it is called there, such as `line 3`. */
export interface NamedLine {
  readonly at: string;
  readonly value: unknown;
}

export interface ImportRequest {
  /** Nothing is made: it is only counted. */
  readonly dry: boolean;
  readonly lines: readonly NamedLine[];
}

/** What became of lines; the rest of them was imported before. */
export interface ImportCounts {
  /** Tickets. */
  readonly made: number;
  readonly before: number;
  /** Tickets of an earlier export that got what came since. */
  readonly grown: number;
  /** Of those that are made: seen by no player, for none has an account here. */
  readonly unseen: number;
  readonly canned: number;
  /** Accounts that are made, each with its shard. */
  readonly accounts: readonly string[];
  /** Not imported, and why. */
  readonly bad: readonly Named[];
  /** Imported before and different since: left as they are. */
  readonly left: readonly Named[];
}

export interface Named {
  readonly at: string;
  readonly why: string;
}

export type ImportAnswer = { readonly ok: true; readonly counts: ImportCounts } | Failed;

/** One ticket to be written. */
interface Planned {
  readonly at: string;
  readonly ticket: ImportTicket;
  readonly id: string;
  readonly category: string;
}

type Written = 'made' | 'before' | 'grown' | 'left';

const not_stored =
  'Nothing more can be stored at this moment. What was imported stays: run the same command again when it can, and nothing is made twice.';
const left_why =
  'it was imported before, and here or there it is another since: it stays as it is. If it is the ticket of another server, give that one its own --source';

/** Brings tickets and canned replies from elsewhere into the log. */
export class Importer {
  readonly #deps: ImporterDeps;
  readonly #people: ImportedPeople;
  readonly #canned: CannedImport;

  constructor(deps: ImporterDeps) {
    this.#deps = deps;
    this.#people = new ImportedPeople(deps.access.roster);
    this.#canned = new CannedImport(deps.access);
  }

  /** In the order of the lines, which gives tickets their numbers. */
  async take({ dry, lines }: ImportRequest): Promise<ImportAnswer> {
    const wrong: Named[] = [];
    const left: Named[] = [];
    const planned: Planned[] = [];
    const places = new Map<string, string>();
    const counts = { made: 0, before: 0, grown: 0, left: 0, unseen: 0, canned: 0 };
    for (const [i, { at, value }] of lines.entries()) {
      if (i % importLimits.group_tickets_max === 0) await this.#pause();
      const parsed = parseLine(value, this.#deps.clock.now());
      if (!parsed.ok) {
        wrong.push({ at, why: parsed.why });
      } else if (parsed.value.type === 'canned') {
        const taken = await this.#canned.take(parsed.value, dry);
        if (!taken.ok) wrong.push({ at, why: taken.why });
        else if (taken.value) counts.canned += 1;
        else counts.before += 1;
      } else {
        const plan = this.#plan(at, parsed.value);
        const before = plan.ok ? places.get(plan.value.id) : undefined;
        if (!plan.ok) wrong.push({ at, why: plan.why });
        else if (before !== undefined) wrong.push({ at, why: `id: ${before} has the same` });
        else {
          places.set(plan.value.id, at);
          planned.push(plan.value);
        }
      }
    }
    const tickets = planned.map(({ ticket }) => ticket);
    const accounts = [...this.#people.missing(tickets).keys()];
    if (!dry) {
      const why = await this.#people.make(tickets);
      if (why !== undefined) return failed(`${why} Nothing was lost: run the same command again.`);
    }
    const numbers = dry ? new Map<string, number>() : await this.#numbersFor(planned);
    if (numbers === undefined) return failed(not_stored);
    for (const group of groupsOf(planned)) {
      await this.#pause();
      const ended = await Promise.all(
        group.map((plan) => (dry ? this.#look(plan) : this.#write(plan, numbers))),
      );
      for (const [i, end] of ended.entries()) {
        if (end === undefined) return failed(not_stored);
        counts[end] += 1;
        const { at, ticket } = group[i]!;
        if (end === 'left') left.push({ at, why: left_why });
        if (end === 'made' && !this.#hasPlayer(ticket, dry)) counts.unseen += 1;
      }
    }
    return { ok: true, counts: { ...counts, accounts, bad: wrong, left } };
  }

  /** Lets others have their turn. */
  async #pause(): Promise<void> {
    await this.#deps.room();
    await new Promise<void>((done) => this.#deps.clock.soon(done));
  }

  #plan(at: string, ticket: ImportTicket): Parsed<Planned> {
    const { settings, shardKeys } = this.#deps.access;
    const { shard = null, source = 'import' } = ticket;
    if (shard !== null && !shardKeys.list().some(({ name }) => name === shard)) {
      return bad(`shard: there is no shard ${shard}: add it first, by shardbell shard add`);
    }
    const user = this.#people.unknownUser(ticket);
    if (user !== undefined) return bad(`user: nobody here has the user name ${user}`);
    const { categories } = settings.now;
    const wanted = ticket.category?.trim().toLowerCase();
    const found =
      wanted === undefined
        ? (categories.find(({ name }) => name === 'Other') ??
          categories.find(({ retired }) => !retired))
        : categories.find(({ name }) => name.toLowerCase() === wanted);
    if (found === undefined) {
      return bad(
        `category: there is no ${ticket.category}: add it to the settings, or name another by --map-category "${ticket.category}=NAME"`,
      );
    }
    const plan = { at, ticket, id: importedId(source, ticket.id), category: found.name };
    const tried = this.#historyOf(plan, 1);
    return tried.ok ? { ok: true, value: plan } : tried;
  }

  #historyOf({ ticket, id, category }: Planned, number: number): Parsed<readonly TicketEvent[]> {
    const { shard = null, source = 'import' } = ticket;
    const people = this.#people;
    return historyOf(ticket, {
      id,
      number,
      source,
      shard,
      category,
      now: this.#deps.clock.now(),
      player: (person) => people.player(shard, person),
      staff: (person) => people.staff(shard, person),
      holder: (person) => people.holder(shard, person),
    });
  }

  /** By id, for those that are not here. */
  async #numbersFor(planned: readonly Planned[]): Promise<Map<string, number> | undefined> {
    const { tables } = this.#deps.storage;
    const fresh = new Set<string>();
    for (const { id } of planned) if (tables.ticket(id).state === undefined) fresh.add(id);
    const taken = await Promise.all([...fresh].map(() => this.#deps.numbers.next()));
    const numbers = new Map<string, number>();
    for (const [i, id] of [...fresh].entries()) {
      const number = taken[i];
      if (number === undefined) return undefined;
      numbers.set(id, number);
    }
    return numbers;
  }

  async #look(plan: Planned): Promise<Written> {
    const { tables } = this.#deps.storage;
    const { state } = tables.ticket(plan.id);
    if (state === undefined) return 'made';
    return ends[this.#heldOf(plan, state.number).kind];
  }

  #heldOf(plan: Planned, number: number) {
    const { tables } = this.#deps.storage;
    const { state } = tables.ticket(plan.id);
    const history = this.#historyOf(plan, number);
    if (!history.ok || state === undefined) return { kind: 'other' } as const;
    return heldOf(tables, state, history.value);
  }

  /** Undefined where it could not be stored. */
  async #write(plan: Planned, numbers: ReadonlyMap<string, number>): Promise<Written | undefined> {
    const { tables } = this.#deps.storage;
    const { state, position } = tables.ticket(plan.id);
    const number = state?.number ?? numbers.get(plan.id);
    if (number === undefined) return undefined;
    const end = state === undefined ? 'made' : ends[this.#heldOf(plan, number).kind];
    if (end === 'before' || end === 'left') return end;
    const history = this.#historyOf(plan, number);
    if (!history.ok) return 'left';
    const rest = history.value.slice(state?.supportSeq ?? 0);
    return (await this.#append(plan.id, position, rest)) ? end : undefined;
  }

  async #append(id: string, from: number, events: readonly TicketEvent[]): Promise<boolean> {
    const { tickets } = this.#deps.storage;
    const parts = [...partsOf(events, importLimits.entry_text_bytes_max)];
    let head = from;
    for (const [i, part] of parts.entries()) {
      const imported = i < parts.length - 1 ? 'part' : 'whole';
      let outcome = await tickets.commit(id, head, { events: part, receipts: [], imported });
      if (outcome.kind === 'unknown') outcome = await tickets.resolve(id, head);
      // Somebody else was first, such as the same import begun twice: the next run tells what is here.
      if (outcome.kind !== 'durable') return false;
      head = outcome.head;
    }
    return true;
  }

  #hasPlayer({ shard = null, sender, participants = [] }: ImportTicket, dry: boolean): boolean {
    return [...(sender === undefined ? [] : [sender]), ...participants].some(
      (one) =>
        this.#people.player(shard, one) !== null ||
        (dry && shard !== null && one.account !== undefined),
    );
  }
}

const ends = { all: 'before', beginning: 'grown', other: 'left' } as const;

/** As many as are written at once: few, and not much text. */
function* groupsOf(planned: readonly Planned[]): Generator<readonly Planned[]> {
  let group: Planned[] = [];
  let bytes = 0;
  for (const plan of planned) {
    const own = plan.ticket.messages.reduce((sum, { text }) => sum + text.length, 0);
    const isFull = group.length >= importLimits.group_tickets_max;
    if (isFull || (group.length > 0 && bytes + own > importLimits.request_bytes_max / 2)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(plan);
    bytes += own;
  }
  if (group.length > 0) yield group;
}
