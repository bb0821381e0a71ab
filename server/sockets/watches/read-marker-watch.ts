import { limits } from '../../../protocol/limits.ts';
import type { ReadMarker } from '../../../protocol/ticket.ts';
import type { ReadMarkers, MovedReadMarker } from '../../projections/read-markers.ts';
import type { Happened, Hub, Topic } from './hub.ts';
import type { Opening } from './opening.ts';

/** Serves the watches of an account's own read markers, on all of its connections. */
export class ReadMarkerWatches {
  readonly #readMarkers: ReadMarkers;
  readonly #hub: Hub;
  readonly #topics = new Map<string, Topic>();

  constructor(readMarkers: ReadMarkers, hub: Hub) {
    this.#readMarkers = readMarkers;
    this.#hub = hub;
  }

  open(opening: Opening): void {
    const { w, caller } = opening;
    const topic = this.#topic(caller.account);
    const [first = [], ...rest] = pages(this.#readMarkers.of(caller.account));
    opening.enter(topic, [
      { t: 'state', w, topic: topic.number, is: { on: 'seen', marks: first } },
      ...rest.map((page) => ({ t: 'event', topic: topic.number, is: eventOf(page) }) as const),
    ]);
  }

  moved(moved: readonly MovedReadMarker[]): void {
    const byTopic = new Map<Topic, ReadMarker[]>();
    for (const one of moved) {
      if (one.kind !== 'own') continue;
      const topic = this.#topics.get(one.account);
      if (topic !== undefined) byTopic.set(topic, [...(byTopic.get(topic) ?? []), one.marker]);
    }
    for (const [topic, own] of byTopic) {
      for (const page of pages(own)) topic.publish(eventOf(page));
    }
  }

  #topic(account: string): Topic {
    const known = this.#topics.get(account);
    if (known !== undefined) return known;
    const topic = this.#hub.topic({
      // An account may always see its own read markers.
      access: () => ({ kind: 'stays' }),
      deserted: () => void this.#topics.delete(account),
    });
    this.#topics.set(account, topic);
    return topic;
  }
}

function pages(readMarkers: readonly ReadMarker[]): ReadMarker[][] {
  const all: ReadMarker[][] = [];
  for (let from = 0; from < readMarkers.length; from += limits.marks_told_max) {
    all.push(readMarkers.slice(from, from + limits.marks_told_max));
  }
  return all;
}

function eventOf(marks: ReadMarker[]): Happened {
  return { on: 'seen', marks };
}
