import {
  DiscordAPIError,
  type RateLimitData,
  REST,
  type RequestData,
  type RequestMethod,
} from 'discord.js';
import type { CallOutcome } from '../port/call-outcome.ts';
import { rateLimitMs, outcomeOf } from './call-outcome.ts';

/** A call that a rate limit would hold up for longer is refused instead. */
const rate_limit_wait_ms_max = 2_000;

const call_ms_max = 60_000;

interface RestClientOptions {
  readonly token: string;
  readonly api: string;
  readonly cdn: string;
  /** Discord does not accept the token (any more); nothing is sent with it from now on. */
  onTokenRefused(): void;
}

/**
 * REST calls by discord.js, each with its outcome as a value. discord.js keeps Discord's rate limits.
 * Two things differ from its defaults: no call is repeated after an answer of 5xx, since it may have
 * been done, and no call waits for long, since a rename that waits would hold up every later change.
 */
export class RestClient {
  readonly #rest: REST;
  readonly #options: RestClientOptions;
  /** One controller for each call: discord.js never removes its listeners from a signal. */
  readonly #pending = new Map<AbortController, Promise<unknown>>();
  #isStopped = false;
  #isTokenRefused = false;

  constructor(options: RestClientOptions) {
    this.#options = options;
    this.#rest = new REST({
      api: options.api,
      cdn: options.cdn,
      retries: 0,
      // Long enough for the files of a post over a slow connection.
      timeout: call_ms_max,
      rejectOnRateLimit: (limit) => {
        // Discord did not say for how long: discord.js would retry without a pause.
        if (limit.retryAfter <= 0) return true;
        return rateLimitMs(limit) > (isChannelEdit(limit) ? 0 : rate_limit_wait_ms_max);
      },
    }).setToken(options.token);
  }

  /** @param decode turns the JSON of the answer into a value */
  async request<V>(
    method: RequestMethod,
    route: `/${string}`,
    data: RequestData,
    decode: (answer: never) => V,
  ): Promise<CallOutcome<V>> {
    const auth = data.auth !== false;
    if (this.#isStopped || (auth && this.#isTokenRefused)) {
      return { kind: 'refused', reason: 'offline', detail: 'not connected' };
    }
    const ending = new AbortController();
    const { signal } = ending;
    const request = this.#rest.request({ ...data, method, fullRoute: route, signal });
    this.#pending.set(ending, request);
    try {
      return { kind: 'done', value: decode((await request) as never) };
    } catch (error) {
      if (auth && error instanceof DiscordAPIError && error.status === 401) this.#refuseToken();
      return outcomeOf(error);
    } finally {
      this.#pending.delete(ending);
    }
  }

  /** Lets calls under way end until `deadline` resolves, then aborts them. */
  async stop(deadline: Promise<unknown>): Promise<void> {
    this.#isStopped = true;
    const ended = Promise.allSettled(this.#pending.values());
    await Promise.race([ended, deadline]);
    for (const ending of this.#pending.keys()) ending.abort();
    await ended;
    this.#rest.clearHashSweeper();
    this.#rest.clearHandlerSweeper();
  }

  #refuseToken(): void {
    if (this.#isTokenRefused) return;
    this.#isTokenRefused = true;
    this.#options.onTokenRefused();
  }
}

/** Discord allows two renames in ten minutes; a third that waits would hold up every change of the channel. */
function isChannelEdit({ method, route }: RateLimitData): boolean {
  return method === 'PATCH' && route === '/channels/:id';
}
