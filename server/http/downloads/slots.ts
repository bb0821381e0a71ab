import { nanoid } from 'nanoid';
import { refused, type Refused } from '../../../protocol/refusals.ts';

/** What is streamed to whoever asked for it. */
export interface Download {
  readonly name: string;
  readonly type: string;
  /** What is told of how far it is; the same bound for all that takes long. */
  body(tell: (done: number, of: number) => void): ReadableStream<Uint8Array>;
}

export interface DownloadState {
  /** `cut`: it ended before its end, since the right ended, the reader went away or a read failed. */
  readonly state: 'ready' | 'running' | 'done' | 'cut';
  readonly done: number;
  readonly of: number;
}

interface Slot {
  readonly account: string;
  readonly session: string;
  readonly download: Download;
  state: DownloadState;
  at: number;
}

export const slotLimits = {
  /** Asked for, running or told of, in all and for one account. */
  slots_max: 500,
  account_slots_max: 8,
  /** Being made at a time. */
  running_max: 16,
  /** Until it is begun, and how long its end is told. */
  wait_ms: 60_000,
} as const;

/**
 * Downloads that were granted. Each is begun once, by the browser that asked for it, and tells how far
 * it is while the browser itself shows and stores what comes.
 */
export class DownloadSlots {
  readonly #now: () => number;
  readonly #slots = new Map<string, Slot>();

  /** `now`: milliseconds, from any beginning. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(
    who: { readonly account: string; readonly session: string },
    download: Download,
  ): { readonly ok: true; readonly id: string } | Refused {
    this.#sweep();
    const own = [...this.#slots.values()].filter(({ account }) => account === who.account);
    if (own.length >= slotLimits.account_slots_max || this.#slots.size >= slotLimits.slots_max)
      return refused('busy');
    const id = nanoid();
    const state = { state: 'ready', done: 0, of: 0 } as const;
    this.#slots.set(id, { ...who, download, state, at: this.#now() });
    return { ok: true, id };
  }

  state(id: string, session: string): DownloadState | undefined {
    this.#sweep();
    return this.#of(id, session)?.state;
  }

  /** Begins it; undefined where there is none, it was begun before, or as many run as may. */
  begin(
    id: string,
    session: string,
  ): { readonly download: Download; readonly body: ReadableStream<Uint8Array> } | undefined {
    this.#sweep();
    const slot = this.#of(id, session);
    if (slot?.state.state !== 'ready' || this.#running() >= slotLimits.running_max)
      return undefined;
    const set = (
      state: DownloadState['state'],
      done = slot.state.done,
      of = slot.state.of,
    ): void => {
      slot.state = { state, done, of };
      slot.at = this.#now();
    };
    set('running');
    const made = slot.download.body((done, of) => set('running', done, of));
    return { download: slot.download, body: watched(made, (how) => set(how)) };
  }

  #of(id: string, session: string): Slot | undefined {
    const slot = this.#slots.get(id);
    return slot?.session === session ? slot : undefined;
  }

  #running(): number {
    return [...this.#slots.values()].filter(({ state }) => state.state === 'running').length;
  }

  #sweep(): void {
    const over = this.#now() - slotLimits.wait_ms;
    for (const [id, { state, at }] of this.#slots)
      if (state.state !== 'running' && at <= over) this.#slots.delete(id);
  }
}

/** The same stream; `ended` hears once how it ended. */
function watched(
  body: ReadableStream<Uint8Array>,
  ended: (how: 'done' | 'cut') => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          ended('done');
          controller.close();
        } catch (error) {
          ended('cut');
          controller.error(error);
        }
      },
      async cancel(reason) {
        ended('cut');
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
