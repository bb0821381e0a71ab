import type { Cancel, Clock } from '../../actors/runtime/clock.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import type { Figure } from '../platform/figure.ts';

/** Something that follows committed entries: a read model, watches, events for scripts. */
export interface LiveFollower {
  /** Takes in one durable entry, in order. No entry of a ticket is left out. */
  committed(turn: CommittedTurn): void;
  /**
   * Starts afresh after it threw at an entry, when its state may be wrong: a read model is built
   * again from disk, watchers are sent a fresh state. The entry is on disk, so reading includes it.
   */
  renew(): void;
}

export interface LiveFollowersDeps {
  readonly clock: Clock;
  /** Called with every error of a follower; `ticket` is undefined where renewing it failed. */
  onFault(error: unknown, follower: string, ticket: string | undefined): void;
}

/**
 * Pause between two renewals of a follower, so that one that throws at every entry does not slow
 * the others.
 */
export const renewal_pause_ms = 1_000;

interface Following {
  readonly name: string;
  readonly follower: LiveFollower;
  entries: number;
  faults: number;
  /** The position up to which it missed nothing. */
  position: number;
  /** It threw and was not renewed since. */
  isBroken: boolean;
  /** Ends the pause after its last renewal. */
  resting: Cancel | undefined;
}

/**
 * All followers of new entries. Each gets every entry, synchronously and in order. One that throws
 * is renewed, which affects neither the others nor the turn of the ticket.
 */
export class LiveFollowers {
  readonly #deps: LiveFollowersDeps;
  readonly #all: Following[] = [];
  #position = 0;

  constructor(deps: LiveFollowersDeps) {
    this.#deps = deps;
  }

  /**
   * Followers get entries in the order in which they were added, so a read model is added before
   * those that read it.
   */
  follow(name: string, follower: LiveFollower): void {
    const fresh = { entries: 0, faults: 0, isBroken: false, resting: undefined };
    this.#all.push({ name, follower, position: this.#position, ...fresh });
  }

  /** Called by the log with a durable entry and its position. Never throws. */
  tell(turn: CommittedTurn, position: number): void {
    this.#position = Math.max(this.#position, position);
    for (const one of this.#all) {
      one.entries += 1;
      try {
        one.follower.committed(turn);
      } catch (error) {
        this.#failed(one, error, turn.after.id);
      }
      if (!one.isBroken) one.position = this.#position;
    }
  }

  /** Cancels all pending renewals. */
  stop(): void {
    for (const one of this.#all) one.resting?.();
  }

  /** For `/metrics`. */
  figures(): Figure[] {
    return this.#all.flatMap(({ name: follower, entries, faults, position }) => {
      const figure = (name: string, kind: Figure['kind'], help: string, value: number): Figure => {
        return { name: `shardbell_follower_${name}`, help, kind, labels: { follower }, value };
      };
      return [
        figure('entries_total', 'counter', 'Entries of the log that a follower was told.', entries),
        figure(
          'faults_total',
          'counter',
          'Entries and renewals at which a follower threw.',
          faults,
        ),
        figure(
          'position',
          'gauge',
          'Last position of the log up to which a follower missed nothing.',
          position,
        ),
        figure(
          'lag',
          'gauge',
          'Positions of the log that a follower is behind.',
          this.#position - position,
        ),
      ];
    });
  }

  #failed(one: Following, error: unknown, ticket: string | undefined): void {
    one.faults += 1;
    one.isBroken = true;
    this.#deps.onFault(error, one.name, ticket);
    if (one.resting === undefined) this.#renew(one);
  }

  #renew(one: Following): void {
    one.resting = this.#deps.clock.after(renewal_pause_ms, () => {
      one.resting = undefined;
      if (one.isBroken) this.#renew(one);
    });
    try {
      one.follower.renew();
      one.isBroken = false;
      one.position = this.#position;
    } catch (error) {
      this.#failed(one, error, undefined);
    }
  }
}
