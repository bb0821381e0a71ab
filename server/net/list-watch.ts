import type { Caller, TicketDesk, Told } from '../../actors/ticket/desk.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import type { Queue, Watching } from '../../actors/queue/queue.ts';
import type { Window } from '../../actors/queue/live.ts';
import type { ServerMessage } from '../../protocol/messages.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { Hub, Standing, Topic } from './hub.ts';
import { rowsEvents, rowsPages } from './page.ts';
import { SettledLists, type SettledTickets } from './settled-lists.ts';
import type { TurnEnd } from './turn-end.ts';
import type { Opening, What } from './watches.ts';

type WhatList = Exclude<What, { on: 'ticket' }>;

export interface ListParts {
  readonly desk: TicketDesk;
  readonly queue: Queue;
  readonly settled: SettledTickets;
  readonly hub: Hub;
  readonly turnEnd: TurnEnd;
  /** Whether the account may see tickets that it participates in at all. */
  mayView(caller: Caller): boolean;
}

/** Serves the watches of the queue and of an account's own tickets. */
export class ListWatches {
  readonly #parts: ListParts;
  readonly #settled: SettledLists;
  readonly #topics = new Map<Window, Topic>();
  /** What those see of their own tickets who may see none: nothing, and nothing happens to it. */
  readonly #nothing: Topic;
  #isChanged = false;

  constructor(parts: ListParts) {
    this.#parts = parts;
    this.#settled = new SettledLists(parts.settled);
    this.#nothing = parts.hub.topic({
      standing: (caller) => ({ kind: parts.mayView(caller) ? 'renew' : 'stays' }),
      deserted: () => {},
    });
  }

  open(opening: Opening, what: WhatList): void {
    const { desk, queue, mayView } = this.#parts;
    const { caller } = opening;
    if (what.on === 'queue') {
      if (!desk.mayWatchQueue(caller)) opening.refuse(refuse('right_missing'));
      else this.#enterLive(opening, what, queue.watch({ ...what, me: caller.account }));
    } else if (!mayView(caller)) {
      enter(opening, what, { topic: this.#nothing, total: 0, rows: [] });
    } else if (what.list === 'active') {
      this.#enterLive(opening, what, queue.watch({ on: 'mine', account: caller.account }));
    } else {
      const topic = (deserted: () => void): Topic => this.#topic('mine', deserted);
      enter(opening, what, this.#settled.watch(caller.account, topic));
    }
  }

  told(told: Told): void {
    const { queue, turnEnd } = this.#parts;
    queue.changed(summarize(told.after));
    this.#settled.changed(told);
    if (this.#isChanged) return;
    this.#isChanged = true;
    turnEnd.do(() => this.#flush());
  }

  /** All that changed in a turn is one event to each window. */
  #flush(): void {
    this.#isChanged = false;
    for (const { window, change } of this.#parts.queue.flush()) {
      const topic = this.#topics.get(window);
      for (const is of rowsEvents(change)) topic?.publish(is);
    }
    this.#settled.flush();
  }

  #enterLive(opening: Opening, what: WhatList, watching: Watching): void {
    if (!watching.ok) return opening.refuse(watching.refusal);
    const { window } = watching;
    enter(opening, what, { topic: this.#topicOf(window, what.on), ...window.state() });
  }

  /** A topic holds its window once, however many subscribers it has. */
  #topicOf(window: Window, on: WhatList['on']): Topic {
    const { queue } = this.#parts;
    const known = this.#topics.get(window);
    if (known !== undefined) {
      queue.unwatch(window);
      return known;
    }
    const topic = this.#topic(on, () => {
      this.#topics.delete(window);
      queue.unwatch(window);
    });
    this.#topics.set(window, topic);
    return topic;
  }

  #topic(on: WhatList['on'], deserted: () => void): Topic {
    const { desk, hub, mayView } = this.#parts;
    const standing = (caller: Caller): Standing => {
      if (on === 'mine') return { kind: mayView(caller) ? 'stays' : 'renew' };
      if (desk.mayWatchQueue(caller)) return { kind: 'stays' };
      return { kind: 'gone', refusal: refuse('right_missing') };
    };
    return hub.topic({ standing, deserted });
  }
}

function enter(
  opening: Opening,
  { on }: WhatList,
  { topic, total, rows }: { topic: Topic; total: number; rows: readonly Row[] },
): void {
  const { first, rest } = rowsPages(total, rows);
  const { w } = opening;
  const messages: ServerMessage[] = [
    { t: 'state', w, topic: topic.number, is: { on, total, rows: first } },
    ...rest.map((is) => ({ t: 'event', topic: topic.number, is }) as const),
  ];
  opening.enter(topic, messages);
}
