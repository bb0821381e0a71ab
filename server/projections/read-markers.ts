import type { MarkerFields } from '../../actors/records/marker.ts';
import type { Markers } from '../../actors/records/markers.ts';
import type { RecordPut } from '../../actors/records/store.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import { limits } from '../../protocol/limits.ts';
import type { Audience, ReadMarker } from '../../protocol/ticket.ts';
import { Listeners } from '../../actors/runtime/listeners.ts';

export interface ReadMarkersDeps {
  readonly markers: Markers;
  /** How many of the entries up to this number of support the public audience sees. */
  publicCount(ticket: string, supportSeq: number): number;
  /** Whether a ticket is open or in progress: read markers of the others go first. */
  isActive(ticket: string): boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** Called with errors of listeners. */
  onFault(error: unknown): void;
}

/** A read marker that moved, durably. */
export type MovedReadMarker =
  | { readonly kind: 'own'; readonly account: string; readonly marker: ReadMarker }
  /** The last public entry that somebody of support has seen. */
  | { readonly kind: 'by_support'; readonly ticket: string; readonly seq: number };

/** How far an account has read a ticket, in each audience's own numbers; 0: nothing of it. */
interface StoredReadMarker extends MarkerFields {
  readonly public: number;
  readonly support: number;
  /** When it moved last, in milliseconds since 1970. */
  readonly at: number;
}

const nothingRead: StoredReadMarker = { public: 0, support: 0, at: 0 };

/** How many are dropped at once when an account has too many. */
const dropped_at_once = limits.marks_max / 10;
/** Accounts whose number of read markers is cached. */
const counted_accounts_max = 10_000;

/** Read markers that may exceed the bound until dropped ones are written. */
const undropped_max = 10_000;

const space = 'seen';
/** Takes the place of an account, which is a number. */
const of_ticket = 'ticket';

/**
 * How far each account has read which tickets. They are records apart from the tickets, so that
 * reading changes no ticket. A read marker counts in the audience's own numbers and never moves
 * back.
 */
export class ReadMarkers {
  readonly #deps: ReadMarkersDeps;
  readonly #moved: Listeners<[moved: readonly MovedReadMarker[]]>;
  readonly #counts = new Map<string, number>();
  #isStopping = false;

  constructor(deps: ReadMarkersDeps) {
    this.#deps = deps;
    this.#moved = new Listeners(deps.onFault);
    deps.markers.follow(space, (puts) => this.#followed(puts));
    deps.markers.onRejected(() => this.#counts.clear());
  }

  /**
   * Adds a listener, called with all that one entry of the log moved, whichever process wrote it.
   */
  onMoved(listener: (moved: readonly MovedReadMarker[]) => void): void {
    this.#moved.add(listener);
  }

  /** All stored read markers of an account. */
  of(account: string): ReadMarker[] {
    return this.#stored(account).map(({ ticket, value }) => readMarkerOf(ticket, value));
  }

  /** The last public entry of a ticket that somebody of support has seen; 0 where there is none. */
  seenBySupport(ticket: string): number {
    return (this.#deps.markers.get(space, ticketKey(ticket)) as number | undefined) ?? 0;
  }

  /** The last entry of a ticket that the account has seen, in the audience's own numbers; 0: none. */
  reached(account: string, ticket: string, audience: Audience): number {
    return this.#latest(`${account}/${ticket}`)?.[audience] ?? 0;
  }

  /**
   * Records that the account has seen the ticket up to this entry. The caller has checked that it
   * may read it.
   */
  see(account: string, ticket: Ticket, audience: Audience, seq: number): void {
    if (this.#isStopping) return;
    const key = `${account}/${ticket.id}`;
    const last = audience === 'public' ? ticket.publicSeq : ticket.supportSeq;
    const reached = Math.min(seq, last);
    const before = this.#latest(key);
    if (reached <= (before?.[audience] ?? 0)) return;
    const value = { ...nothingRead, [audience]: reached, at: this.#deps.now() };
    if (!this.#deps.markers.merge(space, key, value)) return;
    if (before === undefined) this.#count(account);
    if (audience === 'support') this.#seeBySupport(ticket, reached);
  }

  /** Accepts no more. Resolves when all that moved is on disk or could not be stored. */
  stop(): Promise<void> {
    this.#isStopping = true;
    return this.#deps.markers.written();
  }

  #seeBySupport({ id, publicSeq, supportSeq }: Ticket, reached: number): void {
    const { markers, publicCount } = this.#deps;
    const seq = reached === supportSeq ? publicSeq : publicCount(id, reached);
    const key = ticketKey(id);
    // Reading a note moves nothing here.
    if (seq > ((markers.latest(space, key) as number | undefined) ?? 0))
      markers.merge(space, key, seq);
  }

  #latest(key: string): StoredReadMarker | undefined {
    return this.#deps.markers.latest(space, key) as StoredReadMarker | undefined;
  }

  /** Counts one more read marker, and drops old ones if there are too many. */
  #count(account: string): void {
    let count = this.#counts.get(account) ?? this.#stored(account).length;
    if (count >= limits.marks_max) count -= this.#dropOldest(account);
    if (this.#counts.size >= counted_accounts_max) this.#counts.clear();
    this.#counts.set(account, count + 1);
  }

  /** Drops the read markers that moved longest ago, those of closed tickets first. */
  #dropOldest(account: string): number {
    const { isActive, markers } = this.#deps;
    const inOrder = this.#stored(account)
      .map((one) => ({ ...one, isActive: isActive(one.ticket) }))
      .toSorted((a, b) => Number(a.isActive) - Number(b.isActive) || a.value.at - b.value.at);
    const dropped = inOrder.slice(0, dropped_at_once);
    return dropped.filter(({ key }) => markers.remove(space, key)).length;
  }

  #stored(account: string): Array<{ key: string; ticket: string; value: StoredReadMarker }> {
    const prefix = `${account}/`;
    // New ones may exceed the bound until the dropped ones are written.
    const limit = limits.marks_max + undropped_max;
    return this.#deps.markers.store.list(space, { prefix, limit }).map(({ key, value }) => {
      return { key, ticket: key.slice(prefix.length), value: value as StoredReadMarker };
    });
  }

  #followed(puts: readonly RecordPut[]): void {
    // An entry of another process does not tell whether it adds a read marker, so the count is
    // forgotten.
    for (const { key } of puts)
      if (this.#deps.markers.waiting(space, key) === undefined) this.#counts.delete(accountOf(key));
    const moved = puts.flatMap(({ key, value }) => movedTo(key, value));
    if (moved.length > 0) this.#moved.tell(moved);
  }
}

function movedTo(key: string, value: unknown): MovedReadMarker[] {
  if (value === undefined) return [];
  const account = accountOf(key);
  const ticket = key.slice(account.length + 1);
  if (account === of_ticket) return [{ kind: 'by_support', ticket, seq: value as number }];
  return [{ kind: 'own', account, marker: readMarkerOf(ticket, value as StoredReadMarker) }];
}

function readMarkerOf(ticket: string, value: StoredReadMarker): ReadMarker {
  return { ticket, public: value.public, support: value.support };
}

function accountOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

function ticketKey(ticket: string): string {
  return `${of_ticket}/${ticket}`;
}
