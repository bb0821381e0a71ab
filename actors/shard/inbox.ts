import type { ClientMessage, ClientMessageOf } from '../../protocol/messages.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { Mailbox } from '../runtime/mailbox.ts';
import { shardLimits } from './shard-limits.ts';

/** What a shard tells of its world, which has to be on disk before what refers to it. */
export type RosterMessage = ClientMessageOf<'account' | 'character' | 'faction' | 'discord_link'>;

interface InboxDeps {
  upsert(message: RosterMessage): Promise<Refusal | undefined>;
  answer(id: string, refusal: Refusal | undefined): void;
  handle(message: Exclude<ClientMessage, RosterMessage>): void;
}

/** What a shard said, in the order of arrival: nothing is looked at before what it refers to is on disk. */
export class Inbox {
  readonly #deps: InboxDeps;
  #waiting = new Mailbox<ClientMessage>();
  #phase: 'idle' | 'handling' = 'idle';

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  /** False when too much waits already; then it was not taken. */
  take(message: ClientMessage): boolean {
    if (!this.#waiting.push(message, shardLimits.waiting_messages_max)) return false;
    if (this.#phase === 'idle') void this.#handleAll();
    return true;
  }

  /** Forgets what waits, and answers nothing of what is under way. */
  clear(): void {
    this.#waiting = new Mailbox();
  }

  async #handleAll(): Promise<void> {
    this.#phase = 'handling';
    for (
      let message = this.#waiting.take();
      message !== undefined;
      message = this.#waiting.take()
    ) {
      if (isRosterMessage(message)) await this.#upsertAll(message);
      else this.#deps.handle(message);
    }
    this.#phase = 'idle';
  }

  /** What waits of the same kind goes to the disk together. */
  async #upsertAll(first: RosterMessage): Promise<void> {
    const waiting = this.#waiting;
    const batch: RosterMessage[] = [first];
    while (waiting.peek()?.t === first.t) batch.push(waiting.take() as RosterMessage);
    await Promise.all(
      batch.map(async (message) => {
        const refusal = await this.#deps.upsert(message);
        if (this.#waiting === waiting) this.#deps.answer(message.id, refusal);
      }),
    );
  }
}

function isRosterMessage(message: ClientMessage): message is RosterMessage {
  switch (message.t) {
    case 'account':
    case 'character':
    case 'faction':
    case 'discord_link':
      return true;
    default:
      return false;
  }
}
