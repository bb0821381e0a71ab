import type { Entry } from '../../protocol/ticket.ts';
import type { CommandBody } from '../../protocol/command-body.ts';
import type { ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import type { Half, Halves } from '../support/halves.ts';
import type { Client } from '../support/running-server.ts';

/** A member of support with a socket of their own to each half. */
export interface AtBoth {
  readonly account: string;
  readonly a: Client;
  readonly b: Client;
}

/** Made on one half, welcomed by both. */
export async function supporter(halves: Halves, name: string): Promise<AtBoth> {
  const account = await halves.a.server.account(name, [], ['moderators']);
  await halves.followed();
  const a = await halves.a.server.signIn(account);
  const b = await halves.b.server.signIn(account);
  return { account, a, b };
}

let ids = 0;

/** A command whose id no other socket of the account uses. */
export function ask(
  client: Client,
  command: CommandBody,
  about: Readonly<Record<string, unknown>> = {},
): Promise<ServerMessage> {
  ids += 1;
  return client.command(command, { id: `one-${ids}`, ...about });
}

export async function done(
  client: Client,
  command: CommandBody,
  about: Readonly<Record<string, unknown>> = {},
): Promise<ServerMessageOf<'done'>> {
  const answer = await ask(client, command, about);
  if (answer.t !== 'done') throw new Error(JSON.stringify(answer));
  return answer;
}

/** Opened by support. Gives its id. */
export async function opened(client: Client, subject: string): Promise<string> {
  const answer = await done(client, { kind: 'open', category: 'Bug', subject }, { as: 'support' });
  return answer.ticket!;
}

/** What one watch of a ticket was told, in its order. */
export class Heard {
  readonly entries: Entry[] = [];
  /** How often all of it was told afresh. */
  states = 0;
  readonly #client: Client;
  readonly #w: number;
  #read = 0;
  #topic: number | undefined;

  /** From what comes after this moment. */
  constructor(client: Client, w: number) {
    this.#client = client;
    this.#w = w;
    this.#read = client.frames.length;
  }

  get last(): number {
    this.read();
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** Fails when an entry comes twice, or one is left out. */
  read(): void {
    const { messages } = this.#client;
    for (const message of messages.slice(this.#read)) {
      if ((message.t === 'state' || message.t === 'resumed') && message.w === this.#w) {
        this.#topic = message.topic;
        if (message.t === 'resumed') this.#add(message.entries);
        else if (message.is.on === 'ticket') {
          this.states += 1;
          this.entries.splice(0);
          this.#add(message.is.entries);
        }
      } else if (message.t === 'event' && message.topic === this.#topic) {
        if (message.is.on === 'ticket') this.#add(message.is.entries);
      }
    }
    this.#read = messages.length;
  }

  #add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const last = this.entries.at(-1);
      if (last !== undefined && entry.seq !== last.seq + 1)
        throw new Error(`entry ${entry.seq} was told after ${last.seq}`);
      this.entries.push(entry);
    }
  }
}

/** Resolves once it is so; looked at again whenever something comes. */
export async function until(client: Client, isSo: () => boolean): Promise<void> {
  while (!isSo()) await client.next(() => true, client.frames.length);
}

/** Some turns of the event loop, as many as chance wants. */
export async function aWhile({ chance }: Halves, turns_max = 20): Promise<void> {
  for (let turns = chance.below(turns_max + 1); turns > 0; turns -= 1) {
    await new Promise((next) => setImmediate(next));
  }
}

export function clientOf(both: AtBoth, { name }: Half): Client {
  return both[name];
}
