import type { Told } from '../../actors/ticket/desk.ts';
import { isActive } from '../../actors/ticket/state.ts';
import { highestNumberFirst } from '../../actors/queue/sort.ts';
import { difference, viewSection, type Look, type Section } from '../../actors/queue/window.ts';
import { limits } from '../../protocol/limits.ts';
import type { Row } from '../../protocol/ticket.ts';
import type { Journal } from '../storage/journal.ts';
import type { Topic } from './hub.ts';
import { rowsEvents } from './page.ts';

/** Where tickets that are not active any more are found. */
export type SettledTickets = Pick<Journal, 'settled' | 'settledCount'>;

const look: Look = { compare: highestNumberFirst, audience: 'public' };

/** An account's closed and archived tickets while somebody watches them, the newest first. */
interface SettledList {
  readonly account: string;
  readonly topic: Topic;
  told: Section;
}

export class SettledLists {
  readonly #tickets: SettledTickets;
  readonly #lists = new Map<string, SettledList>();
  readonly #changed = new Set<SettledList>();

  constructor(tickets: SettledTickets) {
    this.#tickets = tickets;
  }

  /** The list as it was told last. `topic` makes one for a list that nobody watched yet. */
  watch(
    account: string,
    topic: (deserted: () => void) => Topic,
  ): { topic: Topic; total: number; rows: Row[] } {
    let list = this.#lists.get(account);
    if (list === undefined) {
      const fresh: SettledList = {
        account,
        topic: topic(() => this.#drop(fresh)),
        told: this.#read(account),
      };
      this.#lists.set(account, fresh);
      list = fresh;
    }
    return { topic: list.topic, ...viewSection(list.told, look) };
  }

  changed({ before, after }: Told): void {
    if (this.#lists.size === 0) return;
    if (isActive(after) && (before === null || isActive(before))) return;
    for (const { account } of [...(before?.participants ?? []), ...after.participants]) {
      const list = this.#lists.get(account);
      if (list !== undefined) this.#changed.add(list);
    }
  }

  flush(): void {
    for (const list of this.#changed) {
      const before = list.told;
      list.told = this.#read(list.account);
      const change = difference(before, list.told, look);
      if (change !== null) for (const is of rowsEvents(change)) list.topic.publish(is);
    }
    this.#changed.clear();
  }

  #read(account: string): Section {
    const query = { limit: limits.mine_rows_max, participant: account };
    return { total: this.#tickets.settledCount(account), summaries: this.#tickets.settled(query) };
  }

  #drop(list: SettledList): void {
    this.#lists.delete(list.account);
    this.#changed.delete(list);
  }
}
