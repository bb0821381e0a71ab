import { deliveryOf } from '../../actors/webhooks/matching.ts';
import { sendingLimits, type SendingLimits } from './sending-limits.ts';

/** What waits of one ticket, in order. */
interface Lane {
  readonly keys: string[];
  /** Failures of the first one, one after the other. */
  tries: number;
  /** Not before this. */
  until: number;
  isBusy: boolean;
}

/**
 * What waits for one webhook, and what is sent next: of each ticket one after the other, of several
 * tickets at a time. Whatever fails is tried again later and later, and meanwhile nothing of its
 * ticket is sent; while everything fails, only one at a time is tried. Times are of a monotonic clock.
 */
export class Line {
  readonly #limits: SendingLimits;
  /** By ticket; whichever was sent last stands last. */
  readonly #lanes = new Map<string, Lane>();
  readonly #known = new Set<string>();
  #busy = 0;
  /** Failures of any, since the last success. */
  #failures = 0;
  #until = 0;

  constructor(limits: SendingLimits = sendingLimits) {
    this.#limits = limits;
  }

  /** Everything that is not delivered, what is under way included. */
  get waiting(): number {
    return this.#known.size;
  }

  /** The first of all that waits. */
  get first(): string | undefined {
    return this.#known.values().next().value;
  }

  /** What is known already stays where it is. */
  add(key: string): void {
    if (this.#known.has(key)) return;
    const { ticket } = deliveryOf(key);
    this.#known.add(key);
    let lane = this.#lanes.get(ticket);
    if (lane === undefined) {
      lane = { keys: [], tries: 0, until: 0, isBusy: false };
      this.#lanes.set(ticket, lane);
    }
    // Keys of one ticket sort in the order of its entries. Most come in it.
    let at = lane.keys.length;
    while (at > 0 && lane.keys[at - 1]! > key) at -= 1;
    lane.keys.splice(at, 0, key);
  }

  /** What may be sent now, which is under way from now on. */
  next(now: number): string | undefined {
    const parallel_max = this.#failures > 0 ? 1 : this.#limits.parallel_max;
    if (this.#busy >= parallel_max || this.#until > now) return undefined;
    for (const lane of this.#lanes.values()) {
      if (lane.isBusy || lane.until > now) continue;
      lane.isBusy = true;
      this.#busy += 1;
      return lane.keys[0];
    }
    return undefined;
  }

  /** When something that rests may be sent; undefined while something else has to end first. */
  wakeAt(): number | undefined {
    if (this.#busy > 0) return undefined;
    const earliest = Math.min(...[...this.#lanes.values()].map(({ until }) => until));
    return Number.isFinite(earliest) ? Math.max(earliest, this.#until) : undefined;
  }

  /** It is delivered or dropped. */
  ended(key: string, isDelivered: boolean): void {
    const { ticket } = deliveryOf(key);
    const lane = this.#lanes.get(ticket);
    const at = lane?.keys.indexOf(key) ?? -1;
    if (lane === undefined || at < 0) return;
    this.#known.delete(key);
    lane.keys.splice(at, 1);
    this.#lanes.delete(ticket);
    if (lane.keys.length > 0) this.#lanes.set(ticket, lane);
    if (at > 0 || !lane.isBusy) return;
    lane.isBusy = false;
    lane.tries = 0;
    lane.until = 0;
    this.#busy -= 1;
    if (!isDelivered) return;
    this.#failures = 0;
    this.#until = 0;
  }

  failed(key: string, now: number): void {
    const { ticket } = deliveryOf(key);
    const lane = this.#lanes.get(ticket);
    if (lane === undefined) return;
    lane.isBusy = false;
    this.#busy -= 1;
    lane.until = now + this.#rest(lane.tries);
    lane.tries += 1;
    this.#until = now + this.#rest(this.#failures);
    this.#failures += 1;
    // Others come before it.
    this.#lanes.delete(ticket);
    this.#lanes.set(ticket, lane);
  }

  /** All but what is under way. */
  idle(): string[] {
    return [...this.#lanes.values()].flatMap(({ keys, isBusy }) => keys.slice(isBusy ? 1 : 0));
  }

  /** Everything may be tried at once again, as after another address. */
  refresh(): void {
    this.#failures = 0;
    this.#until = 0;
    for (const lane of this.#lanes.values()) {
      lane.tries = 0;
      lane.until = 0;
    }
  }

  #rest(tries: number): number {
    return Math.min(this.#limits.retry_ms * 2 ** tries, this.#limits.retry_ms_max);
  }
}
