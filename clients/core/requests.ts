import type { Frame } from '../../protocol/codec.ts';
import type { ClientMessage, ServerMessageOf } from '../../protocol/messages.ts';

/** Every client message that gets an answer: those with an id. */
export type Request = Extract<ClientMessage, { id: string }>;

/** How a request ended. The first four are answers of the server. */
export type RequestOutcome =
  | ServerMessageOf<'done'>
  | ServerMessageOf<'got'>
  | ServerMessageOf<'answer'>
  | ServerMessageOf<'refused'>
  /** The bound of waiting requests is reached; this one was never sent. */
  | { readonly t: 'full' }
  /** The connection ended for good first; it is unknown whether the request was carried out. */
  | { readonly t: 'ended' };

interface Pending {
  readonly frame: Frame;
  readonly outcome: Promise<RequestOutcome>;
  readonly settle: (outcome: RequestOutcome) => void;
}

/**
 * Unanswered requests in order. Each keeps its first bytes, because the server tells a resend from
 * a reused id by the body.
 */
export class Requests {
  readonly #pending = new Map<string, Pending>();
  readonly #pending_max: number;

  constructor(pending_max: number) {
    this.#pending_max = pending_max;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Adding an id that waits already returns that same request, with `added` false. */
  add(
    id: string,
    frame: Frame,
  ): { readonly added: boolean; readonly outcome: Promise<RequestOutcome> } {
    const waiting = this.#pending.get(id);
    if (waiting !== undefined) return { added: false, outcome: waiting.outcome };
    if (this.#pending.size >= this.#pending_max) {
      return { added: false, outcome: Promise.resolve({ t: 'full' }) };
    }
    let settle: (outcome: RequestOutcome) => void = () => {};
    const outcome = new Promise<RequestOutcome>((resolve) => (settle = resolve));
    this.#pending.set(id, { frame, outcome, settle });
    return { added: true, outcome };
  }

  /** Returns whether a request waits for this answer. */
  answer(answer: ServerMessageOf<'done' | 'got' | 'answer' | 'refused'>): boolean {
    const isAwaited = this.#pending.has(answer.id);
    // The stopping server keeps nothing of it: the next connection sends it again.
    if (answer.t !== 'refused' || answer.code !== 'shutting_down') this.#settle(answer.id, answer);
    return isAwaited;
  }

  frames(): Frame[] {
    return [...this.#pending.values()].map((pending) => pending.frame);
  }

  end(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, { t: 'ended' });
  }

  #settle(id: string, outcome: RequestOutcome): void {
    this.#pending.get(id)?.settle(outcome);
    this.#pending.delete(id);
  }
}
