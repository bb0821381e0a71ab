import type { ServerMessageOf } from '../../protocol/messages.ts';
import type { Entry } from '../../protocol/ticket.ts';

/** A post on its way through a peer, with whatever tells who gets the answer. */
export interface Post<Sender> {
  readonly ticket: string;
  readonly number: number;
  /** Number of the message in its ticket. */
  readonly seq: number;
  readonly id: string;
  readonly body: string;
  readonly sender: Sender;
}

type Told = Extract<ServerMessageOf<'event'>['is'], { on: 'ticket' }>;

/** What the watchers of a ticket get of one post: the same map that Shardbell sends. */
export function eventOf({ seq, body }: Post<unknown>, at: number): Told {
  const entry: Entry = {
    seq,
    at,
    by: { side: 'player', account: '1', name: 'admin' },
    surface: 'web',
    what: { kind: 'message', body },
  };
  return { on: 'ticket', entries: [entry], set: { updated: at, seq } };
}

/** Numbers the posts of a peer. */
export class PostNumbers {
  #number = 0;
  readonly #seqs = new Map<string, number>();

  next(ticket: string): { readonly number: number; readonly seq: number } {
    const seq = (this.#seqs.get(ticket) ?? 0) + 1;
    this.#seqs.set(ticket, seq);
    this.#number += 1;
    return { number: this.#number, seq };
  }
}
