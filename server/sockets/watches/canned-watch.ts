import type { CannedReplies } from '../../../actors/roster/staff/canned.ts';
import type { Caller } from '../../../actors/ticket/service.ts';
import type { CannedReply } from '../../../protocol/admin.ts';
import { limits } from '../../../protocol/limits.ts';
import { refuse } from '../../../protocol/refusals.ts';
import type { Happened, Hub, WatchAccess, Topic } from './hub.ts';
import type { Opening } from './opening.ts';

export interface CannedDeps {
  readonly canned: Pick<CannedReplies, 'of' | 'onChanged'>;
  readonly hub: Hub;
  mayWatch(caller: Caller): boolean;
}

/** Serves the watches of the canned replies of an account. */
export class CannedWatches {
  readonly #deps: CannedDeps;
  /** By account, since each has replies of its own. */
  readonly #topics = new Map<string, Topic>();

  constructor(deps: CannedDeps) {
    this.#deps = deps;
    deps.canned.onChanged((owner, reply, now) => {
      const own = owner !== null;
      const is = eventOf(now === undefined ? [] : [now], now === undefined ? [{ reply, own }] : []);
      if (own) this.#topics.get(owner)?.publish(is);
      else for (const topic of this.#topics.values()) topic.publish(is);
    });
  }

  open(opening: Opening): void {
    const { w, caller } = opening;
    const access = this.#access(caller);
    if (access.kind === 'gone') return opening.refuse(access.refusal);
    const topic = this.#topic(caller.account);
    const [first = [], ...rest] = pages(this.#deps.canned.of(caller.account));
    opening.enter(topic, [
      { t: 'state', w, topic: topic.number, is: { on: 'canned', replies: first } },
      ...rest.map((put) => ({ t: 'event', topic: topic.number, is: eventOf(put) }) as const),
    ]);
  }

  #topic(account: string): Topic {
    const known = this.#topics.get(account);
    if (known !== undefined) return known;
    const topic = this.#deps.hub.topic({
      access: (caller) => this.#access(caller),
      deserted: () => void this.#topics.delete(account),
    });
    this.#topics.set(account, topic);
    return topic;
  }

  #access(caller: Caller): WatchAccess {
    if (this.#deps.mayWatch(caller)) return { kind: 'stays' };
    return { kind: 'gone', refusal: refuse('right_missing') };
  }
}

function pages(replies: readonly CannedReply[]): CannedReply[][] {
  const all: CannedReply[][] = [];
  for (let from = 0; from < replies.length; from += limits.canned_told_max) {
    all.push(replies.slice(from, from + limits.canned_told_max));
  }
  return all;
}

function eventOf(
  put: CannedReply[],
  removed: Extract<Happened, { on: 'canned' }>['removed'] = [],
): Happened {
  return { on: 'canned', removed, put };
}
