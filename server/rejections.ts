import type { Figure } from './http/metrics.ts';
import type { Log } from './log.ts';

/** Why somebody was turned away, for the log. */
const sentences = {
  host_unknown:
    'a request called this server by a name that is not its own: see SHARDBELL_PUBLIC_URL and SHARDBELL_ORIGINS',
  origin_foreign: 'a page of a foreign origin was turned away: see SHARDBELL_ORIGINS',
  credentials_refused: 'a socket showed a key or ticket that is not, or no longer, valid',
  hellos_braked: 'many sockets of one network showed wrong keys or tickets, and are told to wait',
  password_wrong: 'a name was tried with a wrong password',
  passwords_braked: 'many wrong passwords came from one network, which is told to wait',
  requests_slow: 'a connection without a whole request gave way: its network has too many of them',
  sockets_silent: 'a socket that said no hello gave way: its network has too many of them',
  sockets_full: 'there is no room for another socket: see SHARDBELL_CONNECTIONS_MAX',
  sockets_account_full:
    'an account has as many sockets as it may: see SHARDBELL_CONNECTIONS_PER_ACCOUNT_MAX',
  tickets_open: 'an account has as many open tickets as it may: see the setting tickets_open_max',
  ticket_pause: 'an account opens its next ticket too soon: see the setting ticket_pause_s',
  text_pace: 'an account writes too much text: see the setting text_bytes_per_second',
} as const;

export type RejectionReason = keyof typeof sentences;

export interface Rejection {
  readonly reason: RejectionReason;
  /** Whom it is counted against: where they came from, or who they are. */
  readonly network?: string;
  readonly account?: string;
  /** What was refused. Never a secret. */
  readonly value?: string;
}

interface Told {
  readonly rejection: Rejection;
  /** How many came after the one that was logged. */
  more: number;
}

/** How often those that came after the first are told, as one count. */
const gather_ms = 60_000;
/** Reasons and networks that are told apart within that time. */
const told_max = 1_000;
const value_chars_max = 100;

/** Everybody who is turned away comes by here: counted, and logged once a minute and network. */
export class Rejections {
  readonly #log: Log;
  readonly #told = new Map<string, Told>();
  readonly #counts = new Map<RejectionReason, number>();
  /** Runs while somebody was turned away in this minute. */
  #gathering: NodeJS.Timeout | undefined;

  constructor(log: Log) {
    this.#log = log;
    for (const reason of Object.keys(sentences) as RejectionReason[]) this.#counts.set(reason, 0);
  }

  add(rejection: Rejection): void {
    const { reason, network = '', account = '' } = rejection;
    this.#counts.set(reason, this.#counts.get(reason)! + 1);
    this.#gathering ??= setTimeout(() => this.gather(), gather_ms).unref();
    const key = `${reason} ${network} ${account}`;
    const told = this.#told.get(key);
    if (told !== undefined) told.more += 1;
    else if (this.#told.size < told_max) {
      this.#told.set(key, { rejection, more: 0 });
      this.#write(rejection);
    }
  }

  /** Tells how many more there were, and begins anew; done by itself once a minute. */
  gather(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    for (const { rejection, more } of this.#told.values()) {
      if (more > 0) this.#write(rejection, { more });
    }
    this.#told.clear();
  }

  figures(): Figure[] {
    return [...this.#counts].map(([reason, value]) => ({
      name: 'shardbell_rejections_total',
      help: 'Requests and sockets that were turned away, by reason.',
      kind: 'counter',
      labels: { reason },
      value,
    }));
  }

  stop(): void {
    this.gather();
  }

  #write({ reason, network, account, value }: Rejection, about: object = {}): void {
    const shown = value === undefined ? {} : { value: value.slice(0, value_chars_max) };
    this.#log.warn({ reason, network, account, ...shown, ...about }, sentences[reason]);
  }
}
