import type { Cancel, Clock } from '../../actors/runtime/clock.ts';
import type { CommittedTurn } from '../../actors/ticket/service.ts';
import type { Figure } from '../platform/figure.ts';

/** Something that goes along with what is committed: a read model, watches, the events of scripts. */
export interface LiveFollower {
  /** One entry that is on disk, right after the one before it. Of one ticket none is left out. */
  committed(turn: CommittedTurn): void;
  /**
   * It threw at an entry, and what it holds may be wrong: a read model is built anew from the disk,
   * what is watched is told afresh. The entry is on disk, so what is read now includes it.
   */
  renew(): void;
}

export interface LiveFollowersDeps {
  readonly clock: Clock;
  /** Hears of every fault of a follower; `ticket` is undefined where it could not be renewed. */
  onFault(error: unknown, follower: string, ticket: string | undefined): void;
}

/** From one renewal of a follower to its next: one that throws at every entry is to cost no others. */
export const renewal_pause_ms = 1_000;

interface Following {
  readonly name: string;
  readonly follower: LiveFollower;
  entries: number;
  faults: number;
  /** Of the last entry up to which it missed nothing. */
  position: number;
  /** It threw, and was not renewed since. */
  isBroken: boolean;
  /** Ends the pause after its last renewal. */
  resting: Cancel | undefined;
}

/**
 * All that follows the log while it grows. Every entry is given to each follower, synchronously and in
 * the order in which they came: one that throws is renewed, and neither the others nor the
 * ticket's turn hear of it.
 */
export class LiveFollowers {
  readonly #deps: LiveFollowersDeps;
  readonly #all: Following[] = [];
  #position = 0;

  constructor(deps: LiveFollowersDeps) {
    this.#deps = deps;
  }

  /** Entries come to those that were added earlier first, so what others read is added before them. */
  follow(name: string, follower: LiveFollower): void {
    const fresh = { entries: 0, faults: 0, isBroken: false, resting: undefined };
    this.#all.push({ name, follower, position: this.#position, ...fresh });
  }

  /** For the log alone: an entry is on disk, at this position. Never throws. */
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

  /** No renewal is waited for any more. */
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
        figure('faults_total', 'counter', 'Entries and renewals at which it threw.', faults),
        figure('position', 'gauge', 'Last position up to which it missed nothing.', position),
        figure('lag', 'gauge', 'Positions from there to the last one.', this.#position - position),
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
