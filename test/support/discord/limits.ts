import { createHash } from 'node:crypto';
import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { Refusal } from './refusal.ts';

const rename_window_ms = 600_000;
const invalid_window_ms = 600_000;
const hour_ms = 3_600_000;

interface Bucket {
  readonly max: number;
  readonly window_ms: number;
}

/**
 * The rate limits of Discord. Short ones, which have headers, run by the time of the machine, since
 * discord.js waits for them with timers. Long ones run by the clock that a test moves.
 */
export class Limits {
  renames_max = 2;
  global_per_second = 50;
  /** Edits of messages older than an hour, per channel and hour. Discord does not document the number. */
  old_edits_max = 30;
  /** Answers of 401, 403 and 429 in ten minutes before Cloudflare blocks the address. */
  invalid_max = 10_000;
  /** For routes without a limit set by a test. Discord's limits differ by route. */
  everyRoute: Bucket = { max: 200, window_ms: 1_000 };
  /** The limit for fetching members is low. */
  readonly routes = new Map<string, Bucket>([
    ['GET /guilds/:id/members/:id', { max: 5, window_ms: 5_000 }],
  ]);
  readonly #now: () => number;
  readonly #used = new Map<string, { count: number; until: number }>();
  readonly #renames = new Map<string, number[]>();
  readonly #oldEdits = new Map<string, number[]>();
  #second = { count: 0, until: 0 };
  #invalid: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a request by its template, such as `POST /channels/:id/messages`. Returns the headers of the answer. */
  count(template: string, major: string, global: boolean): Record<string, string> {
    this.#countGlobal(global);
    const bucket = this.routes.get(template) ?? this.everyRoute;
    const key = `${template}:${major}`;
    const now = Date.now();
    let used = this.#used.get(key);
    if (used === undefined || used.until <= now) {
      used = { count: 0, until: now + bucket.window_ms };
      this.#used.set(key, used);
    }
    used.count += 1;
    const headers = {
      'x-ratelimit-limit': String(bucket.max),
      'x-ratelimit-remaining': String(Math.max(0, bucket.max - used.count)),
      'x-ratelimit-reset': String(used.until / 1_000),
      'x-ratelimit-reset-after': String((used.until - now) / 1_000),
      'x-ratelimit-bucket': createHash('md5').update(template).digest('hex'),
    };
    if (used.count > bucket.max) throw tooMany(used.until - now, 'user', headers);
    return headers;
  }

  /**
   * The limit without headers, on each PATCH with a name or a topic. Discord does not document whether
   * one that changes neither counts; here it does, which is stricter.
   */
  countRename(channel: string, headers: Readonly<Record<string, string>>): void {
    const wait_ms = this.#countIn(this.#renames, channel, this.renames_max, rename_window_ms);
    if (wait_ms > 0) throw tooMany(wait_ms, 'shared', headers);
  }

  /** @param made when the message was, in milliseconds since 1970 */
  countEdit(channel: string, made: number): void {
    if (this.#now() - made <= hour_ms) return;
    const wait_ms = this.#countIn(this.#oldEdits, channel, this.old_edits_max, hour_ms);
    if (wait_ms === 0) return;
    const message = 'Maximum number of edits to messages older than 1 hour reached';
    throw tooMany(
      wait_ms,
      'user',
      {},
      { code: Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached, message },
    );
  }

  /** How long until one more is allowed; 0: it is allowed now, and was counted. */
  #countIn(all: Map<string, number[]>, channel: string, max: number, window_ms: number): number {
    const now = this.#now();
    const recent = (all.get(channel) ?? []).filter((at) => at > now - window_ms);
    all.set(channel, recent);
    if (recent.length >= max) return recent[0]! + window_ms - now;
    recent.push(now);
    return 0;
  }

  /** Called with the status of every answer. */
  countInvalid(status: number): void {
    if (status === 401 || status === 403 || status === 429) this.#invalid.push(this.#now());
  }

  get invalid(): number {
    const since = this.#now() - invalid_window_ms;
    this.#invalid = this.#invalid.filter((at) => at > since);
    return this.#invalid.length;
  }

  get shutOut(): boolean {
    return this.invalid >= this.invalid_max;
  }

  #countGlobal(counts: boolean): void {
    if (!counts) return;
    const now = Date.now();
    if (this.#second.until <= now) this.#second = { count: 0, until: now + 1_000 };
    this.#second.count += 1;
    if (this.#second.count <= this.global_per_second) return;
    throw tooMany(this.#second.until - now, 'global', { 'x-ratelimit-global': 'true' });
  }
}

function tooMany(
  wait_ms: number,
  scope: 'user' | 'shared' | 'global',
  headers: Readonly<Record<string, string>>,
  more: object = {},
): Refusal {
  const seconds = Math.max(wait_ms, 1) / 1_000;
  return new Refusal(
    429,
    {
      message: 'You are being rate limited.',
      retry_after: seconds,
      global: scope === 'global',
      ...more,
    },
    { ...headers, 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': scope },
  );
}
