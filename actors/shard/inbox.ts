import type { ClientMessage, ClientMessageOf } from '../../protocol/messages.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { Mailbox } from '../runtime/mailbox.ts';
import { shardLimits } from './shard-limits.ts';

/**
 * What a shard says of its accounts, characters and factions: on disk before messages that refer to
 * it are handled.
 */
export type RosterMessage = ClientMessageOf<'account' | 'character' | 'faction' | 'discord_link'>;

interface InboxDeps {
  upsert(message: RosterMessage): Promise<Refusal | undefined>;
  answer(id: string, refusal: Refusal | undefined): void;
  handle(message: Exclude<ClientMessage, RosterMessage>): void;
}

/** A shard's messages in order of arrival: none is handled before what it refers to is on disk. */
export class Inbox {
  readonly #deps: InboxDeps;
  #waiting = new Mailbox<ClientMessage>();
  #phase: 'idle' | 'handling' = 'idle';

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  /** False if too many messages wait; then it was not taken. */
  take(message: ClientMessage): boolean {
    if (!this.#waiting.push(message, shardLimits.waiting_messages_max)) return false;
    if (this.#phase === 'idle') void this.#handleAll();
    return true;
  }

  /** Drops what waits and answers nothing that is under way. */
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

  /** Waiting messages of the same kind are written together. */
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
