import {
  DiscordAPIError,
  type RateLimitData,
  REST,
  type RequestData,
  type RequestMethod,
} from 'discord.js';
import type { CallOutcome } from '../port/call-outcome.ts';
import { heldFor, outcomeOf } from './call-outcome.ts';

/** What is held up for longer is refused rather than waited for. */
const held_ms_max = 2_000;

interface CallerOptions {
  readonly token: string;
  readonly api: string;
  readonly cdn: string;
  /** The token is not taken (any more). Nothing is sent with it from then on. */
  onTokenRefused(): void;
}

/**
 * REST calls by discord.js, whose ends are values. It keeps Discord's limits for us, with two things
 * set otherwise: nothing is repeated after an answer of 5xx, for a channel may have been made before
 * it, and nothing waits for long, for the wait of a rename would hold up what comes after it.
 */
export class Caller {
  readonly #rest: REST;
  readonly #options: CallerOptions;
  /** One for each call: discord.js never takes its listeners off a signal. */
  readonly #pending = new Map<AbortController, Promise<unknown>>();
  #over = false;
  #refused = false;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#rest = new REST({
      api: options.api,
      cdn: options.cdn,
      retries: 0,
      rejectOnRateLimit: (limit) => {
        // Without a word on how long, discord.js would ask again and again without a pause.
        if (limit.retryAfter <= 0) return true;
        return heldFor(limit) > (isChannelEdit(limit) ? 0 : held_ms_max);
      },
    }).setToken(options.token);
  }

  /** @param made what the answer's JSON becomes */
  async ask<V>(
    method: RequestMethod,
    route: `/${string}`,
    data: RequestData,
    made: (answer: never) => V,
  ): Promise<CallOutcome<V>> {
    const auth = data.auth !== false;
    if (this.#over || (auth && this.#refused)) {
      return { kind: 'refused', reason: 'offline', detail: 'not connected' };
    }
    const ending = new AbortController();
    const { signal } = ending;
    const request = this.#rest.request({ ...data, method, fullRoute: route, signal });
    this.#pending.set(ending, request);
    try {
      return { kind: 'done', value: made((await request) as never) };
    } catch (error) {
      if (auth && error instanceof DiscordAPIError && error.status === 401) this.#refuse();
      return outcomeOf(error);
    } finally {
      this.#pending.delete(ending);
    }
  }

  /** Lets calls that are under way come to their end for so long as it takes that promise. */
  async stop(patience: Promise<unknown>): Promise<void> {
    this.#over = true;
    const ended = Promise.allSettled(this.#pending.values());
    await Promise.race([ended, patience]);
    for (const ending of this.#pending.keys()) ending.abort();
    await ended;
    this.#rest.clearHashSweeper();
    this.#rest.clearHandlerSweeper();
  }

  #refuse(): void {
    if (this.#refused) return;
    this.#refused = true;
    this.#options.onTokenRefused();
  }
}

/** Two renames in ten minutes are allowed, and a third would hold up every other change of the channel. */
function isChannelEdit({ method, route }: RateLimitData): boolean {
  return method === 'PATCH' && route === '/channels/:id';
}
