import { limits } from '../../../protocol/limits.ts';
import type { Mark } from '../../../protocol/ticket.ts';
import type { Marks, Moved } from '../../projections/marks.ts';
import type { Happened, Hub, Topic } from './hub.ts';
import type { Opening } from './opening.ts';

/** Serves the watches of an account's own marks, on all of its connections. */
export class SeenWatches {
  readonly #marks: Marks;
  readonly #hub: Hub;
  readonly #topics = new Map<string, Topic>();

  constructor(marks: Marks, hub: Hub) {
    this.#marks = marks;
    this.#hub = hub;
  }

  open(opening: Opening): void {
    const { w, caller } = opening;
    const topic = this.#topic(caller.account);
    const [first = [], ...rest] = pages(this.#marks.of(caller.account));
    opening.enter(topic, [
      { t: 'state', w, topic: topic.number, is: { on: 'seen', marks: first } },
      ...rest.map((marks) => ({ t: 'event', topic: topic.number, is: eventOf(marks) }) as const),
    ]);
  }

  moved(moved: readonly Moved[]): void {
    const byTopic = new Map<Topic, Mark[]>();
    for (const one of moved) {
      if (one.kind !== 'mark') continue;
      const topic = this.#topics.get(one.account);
      if (topic !== undefined) byTopic.set(topic, [...(byTopic.get(topic) ?? []), one.mark]);
    }
    for (const [topic, own] of byTopic) {
      for (const marks of pages(own)) topic.publish(eventOf(marks));
    }
  }

  #topic(account: string): Topic {
    const known = this.#topics.get(account);
    if (known !== undefined) return known;
    const topic = this.#hub.topic({
      // What it has read is its own, whatever it may read now.
      standing: () => ({ kind: 'stays' }),
      deserted: () => void this.#topics.delete(account),
    });
    this.#topics.set(account, topic);
    return topic;
  }
}

function pages(marks: readonly Mark[]): Mark[][] {
  const all: Mark[][] = [];
  for (let from = 0; from < marks.length; from += limits.marks_told_max) {
    all.push(marks.slice(from, from + limits.marks_told_max));
  }
  return all;
}

function eventOf(marks: Mark[]): Happened {
  return { on: 'seen', marks };
}
