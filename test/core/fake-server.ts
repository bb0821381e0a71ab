import type { CannedReply } from '../../protocol/admin.ts';
import type { ClientMessage, ClientMessageOf, ServerMessageOf } from '../../protocol/messages.ts';
import type { Entry, Head, ReadMarker, Presence, Row } from '../../protocol/ticket.ts';
import { toldSettings } from '../support/told-settings.ts';
import { FakeWire, type FarEnd } from './fake-wire.ts';

const author = { side: 'player', account: '7', name: 'Ann' } as const;

type Watched = 'ticket' | 'queue' | 'seen' | 'presence' | 'canned';
type Beside =
  | Pick<ServerMessageOf<'signal'>, 't' | 'is'>
  | Pick<ServerMessageOf<'event'>, 't' | 'is'>;

/** Small, so that a short run of the fuzz goes over them. */
export const model = { state_entries_max: 4, resume_entries_max: 6 } as const;

/**
 * As much of a server as a client can see, by the words of the protocol: one ticket, one list,
 * receipts, resume. It answers at once, into the wire's queue.
 */
export class FakeServer implements FarEnd {
  epoch = 'epoch-1';
  /** Whose credentials come next. */
  account = '7';
  entries: Entry[] = [];
  rows: Row[] = [];
  /** What was carried out, in order: the ids of commands. */
  readonly carriedOut: string[] = [];
  readonly #receipts = new Map<string, number>();
  readonly wires: FakeWire[] = [];
  marks: ReadMarker[] = [];
  presence: Presence[] = [];
  canned: CannedReply[] = [];
  /** What clients said without an answer: how far they have seen, and what they do. */
  readonly said: string[] = [];
  readonly #watches = new Map<FakeWire, Map<number, Watched>>();

  wire(): FakeWire {
    const wire = new FakeWire(this);
    this.wires.push(wire);
    return wire;
  }

  head(): Head {
    return {
      id: 't1',
      number: 1,
      shard: null,
      category: 'Bug',
      subject: 'Stuck',
      status: 'open',
      attention: 'none',
      participants: [],
      assignee: null,
      sender: null,
      location: null,
      created: 1,
      updated: this.entries.length,
      assigned: null,
      closed: null,
      archived: null,
      waiting_since: null,
      seq: this.entries.length,
    };
  }

  post(body: string): void {
    const seq = this.entries.length + 1;
    const entry: Entry = {
      seq,
      at: seq,
      by: author,
      surface: 'web',
      what: { kind: 'message', body },
    };
    this.entries.push(entry);
    this.#each('ticket', (wire) =>
      wire.tell({
        t: 'event',
        topic: 1,
        is: { on: 'ticket', entries: [entry], set: { updated: seq, seq } },
      }),
    );
  }

  /** Puts a row first, whether or not it is there already. */
  touch(id: string, updated: number): void {
    const { id: _id, ...head } = this.head();
    const row: Row = { ...pick(head), id, updated };
    const removed = this.rows.some((r) => r.id === id) ? [id] : [];
    this.rows = [row, ...this.rows.filter((r) => r.id !== id)];
    this.#tellRows(removed, [{ at: 0, row }]);
  }

  /** Moves one mark, or several. */
  mark(...marks: ReadMarker[]): void {
    this.marks = [...this.marks, ...marks];
    this.#each('seen', (wire) => wire.tell({ t: 'event', topic: 3, is: { on: 'seen', marks } }));
  }

  /** Puts a reply, or takes it away. */
  changeCanned(put: CannedReply[], removed: CannedReply[] = []): void {
    const gone = removed.map(({ reply, own }) => ({ reply, own }));
    const is = { on: 'canned', removed: gone, put } as const;
    this.#each('canned', (wire) => wire.tell({ t: 'event', topic: 5, is: { ...is } }));
  }

  countPeople(...tickets: Presence[]): void {
    this.presence = tickets;
    this.#each('presence', (wire) =>
      wire.tell({ t: 'signal', topic: 4, is: { on: 'presence', tickets } }),
    );
  }

  /** Tells those who watch the ticket what is no part of it. */
  tellBeside(message: Beside): void {
    this.#each('ticket', (wire) => wire.tell({ ...message, topic: 1 }));
  }

  drop(id: string): void {
    if (!this.rows.some((row) => row.id === id)) return;
    this.rows = this.rows.filter((row) => row.id !== id);
    this.#tellRows([id], []);
  }

  receive(message: ClientMessage, wire: FakeWire): void {
    switch (message.t) {
      case 'hello':
        this.#watches.set(wire, new Map());
        return wire.tell({
          t: 'welcome',
          v: 1,
          epoch: this.epoch,
          now: 1,
          heartbeat_ms: 8_000,
          you: {
            as: 'account',
            account: this.account,
            name: 'Ann',
            shown_as: 'Ann',
            rights: [],
            categories: [],
            settings: toldSettings,
          },
        });
      case 'command':
        return this.#command(message, wire);
      case 'get': {
        const all = this.entries.filter((entry) => entry.seq < (message.before ?? Infinity));
        const entries = all.slice(-model.state_entries_max);
        return wire.tell({ t: 'got', id: message.id, entries, more: all.length > entries.length });
      }
      case 'watch':
        return this.#watch(message, wire);
      case 'seen':
        this.said.push(`seen ${message.as} ${message.seq}`);
        return;
      case 'signal':
        this.said.push(`${message.doing} ${message.as}`);
        return;
      case 'unwatch':
        this.#watches.get(wire)?.delete(message.w);
        return;
      case 'ping':
        return wire.tell({ t: 'pong', now: 1 });
      default:
        throw new Error(`the fake server does not speak ${message.t}`);
    }
  }

  closed(wire: FakeWire): void {
    this.#watches.delete(wire);
  }

  #command(message: ClientMessageOf<'command'>, wire: FakeWire): void {
    if (message.do.kind !== 'post_message') throw new Error('only posts are modelled');
    let seq = this.#receipts.get(message.id);
    if (seq === undefined) {
      this.carriedOut.push(message.id);
      this.post(message.do.body);
      seq = this.entries.length;
      this.#receipts.set(message.id, seq);
    }
    wire.tell({ t: 'done', id: message.id, ticket: 't1', number: 1, seq });
  }

  #watch({ w, what }: ClientMessageOf<'watch'>, wire: FakeWire): void {
    const mine = this.#watches.get(wire);
    if (mine === undefined) throw new Error('watched before hello');
    const on = what.on === 'mine' ? 'queue' : what.on;
    if (mine.has(w) && (mine.get(w) !== on || on === 'ticket')) {
      throw new Error('a watch number was used twice');
    }
    if (what.on === 'ticket') {
      mine.set(w, 'ticket');
      const { resume } = what;
      const missed = resume ? this.entries.slice(resume.seq) : [];
      if (
        resume?.epoch === this.epoch &&
        resume.seq <= this.entries.length &&
        missed.length <= model.resume_entries_max
      ) {
        return wire.tell({ t: 'resumed', w, topic: 1, head: this.head(), entries: missed });
      }
      const entries = this.entries.slice(-model.state_entries_max);
      const more = this.entries.length > entries.length;
      const is = { on: 'ticket', head: this.head(), entries, more } as const;
      return wire.tell({ t: 'state', w, topic: 1, is });
    }
    mine.set(w, on);
    if (what.on === 'seen') {
      return wire.tell({ t: 'state', w, topic: 3, is: { on: 'seen', marks: this.marks } });
    }
    if (what.on === 'presence') {
      const is = { on: 'presence', tickets: this.presence } as const;
      return wire.tell({ t: 'state', w, topic: 4, is });
    }
    if (what.on === 'canned') {
      return wire.tell({ t: 'state', w, topic: 5, is: { on: 'canned', replies: this.canned } });
    }
    const { offset = 0, limit = this.rows.length } = what;
    const rows = this.rows.slice(offset, offset + limit);
    const is = { on: 'queue', offset, total: this.rows.length, rows } as const;
    return wire.tell({ t: 'state', w, topic: 2, is });
  }

  #tellRows(removed: string[], put: { at: number; row: Row }[]): void {
    this.#each('queue', (wire) =>
      wire.tell({
        t: 'event',
        topic: 2,
        is: { on: 'rows', total: this.rows.length, removed, put },
      }),
    );
  }

  #each(on: Watched, tell: (wire: FakeWire) => void): void {
    for (const [wire, watches] of this.#watches) {
      if ([...watches.values()].includes(on)) tell(wire);
    }
  }
}

function pick(head: Omit<Head, 'id'>): Omit<Row, 'id'> {
  const { number, shard, category, subject, status, attention } = head;
  const { sender, location, assignee, created, updated, waiting_since, closed, seq } = head;
  return {
    number,
    shard,
    category,
    subject,
    status,
    attention,
    sender,
    location,
    assignee,
    created,
    updated,
    waiting_since,
    closed,
    seq,
  };
}
