import { cutText } from '../../protocol/cut.ts';
import { systemClock } from '../platform/clock.ts';
import type { Cancel } from '../../actors/runtime/clock.ts';
import type { Access } from './access.ts';
import type { Figure } from '../platform/figure.ts';
import type { Log } from '../platform/log.ts';

/** Why somebody was turned away. */
const rejections = {
  host_unknown:
    'request refused: it calls this server by a name that is not its own, see SHARDBELL_PUBLIC_URL and SHARDBELL_ORIGINS',
  origin_foreign:
    'request refused: it comes from a page of a foreign origin, see SHARDBELL_ORIGINS',
  credentials_refused: 'socket refused: its key or ticket is not, or no longer, valid',
  hellos_braked:
    'sockets refused: too many wrong keys or tickets from one network, which has to wait',
  link_refused: 'sign-in failed: the one-time link is over or was used before',
  password_wrong: 'sign-in failed: wrong name or password',
  passwords_braked:
    'sign-ins refused: too many wrong passwords from one network, which has to wait',
  requests_slow: 'connection closed: its network has too many without a whole request',
  sockets_silent: 'socket closed: its network has too many that said no hello',
  sockets_full: 'socket refused: there are as many as may be, see SHARDBELL_CONNECTIONS_MAX',
  sockets_account_full:
    'socket refused: its account has as many as it may, see SHARDBELL_CONNECTIONS_PER_ACCOUNT_MAX',
  tickets_open:
    'ticket refused: its account has as many open as it may, see the setting tickets_open_max',
  ticket_pause:
    'ticket refused: its account opened another just before, see the setting ticket_pause_s',
  account_contested:
    'account refused: a shard told another creation time for an account with groups or rights, which stays as it is. Correct the time there; or take its groups and rights away, and somebody new gets the id when the shard tells it again',
  text_pace: 'text refused: its account writes too much, see the setting text_bytes_per_second',
} as const;

/** What operators may want to know later. */
const facts = {
  signed_in: 'somebody signed in',
  session_ended: 'a signed-in browser was signed out',
  account_replaced: 'a shard gave the id of an account to somebody else, who is a new account here',
  link_made: 'a one-time link was made',
  changed: 'an administrator changed something',
} as const;

const sentences = { ...rejections, ...facts };

export type RejectionReason = keyof typeof rejections;

export interface SecurityEvent {
  readonly kind: keyof typeof sentences;
  /** Whom it is counted against: a network or an account. */
  readonly network?: string;
  readonly account?: string;
  /** What was refused or done. Never a secret. */
  readonly value?: string;
}

interface Told {
  readonly event: SecurityEvent;
  /** How many followed the logged one. */
  more: number;
}

/** How often repetitions are logged, as one count. */
const gather_ms = 60_000;
/** Different events within that time; beyond that only their number is logged. */
const told_max = 1_000;
const value_chars_max = 100;

/**
 * Logs and counts sign-ins, refusals and changes of access. One line a minute for each kind,
 * network, account and value, with a count of repetitions.
 */
export class SecurityLog {
  readonly #log: Log;
  readonly #told = new Map<string, Told>();
  /** Counts of kinds for which there was no more room. */
  readonly #beyond = new Map<SecurityEvent['kind'], number>();
  readonly #counts = new Map<RejectionReason, number>();
  /** Set while there were events in this minute. */
  #gathering: Cancel | undefined;

  constructor(log: Log) {
    this.#log = log.child({ area: 'security' });
    for (const reason of Object.keys(rejections) as RejectionReason[]) this.#counts.set(reason, 0);
  }

  add(event: SecurityEvent): void {
    const { kind, network = '', account = '' } = event;
    // Values sent by strangers would make each of them a different event.
    const value = isRejection(kind) ? '' : (event.value ?? '');
    if (isRejection(kind)) this.#counts.set(kind, this.#counts.get(kind)! + 1);
    this.#gathering ??= systemClock.after(gather_ms, () => this.gather());
    const key = JSON.stringify([kind, network, account, value]);
    const told = this.#told.get(key);
    if (told !== undefined) told.more += 1;
    else if (this.#told.size < told_max) {
      this.#told.set(key, { event, more: 0 });
      this.#write(event);
    } else this.#beyond.set(kind, (this.#beyond.get(kind) ?? 0) + 1);
  }

  /** Follows what happens on any surface: one-time links and ended sessions. */
  follow({ links, webSessions, roster }: Pick<Access, 'links' | 'webSessions' | 'roster'>): void {
    roster.onReplaced((account, character) => {
      if (character === null) this.add({ kind: 'account_replaced', account });
    });
    roster.onContested((account) => this.add({ kind: 'account_contested', account }));
    links.onMade(({ account }) => this.add({ kind: 'link_made', account }));
    webSessions.onEnded((_, account) => this.add({ kind: 'session_ended', account }));
  }

  /** Logs the counts of repetitions and starts over. Runs by itself once a minute. */
  gather(): void {
    this.#gathering?.();
    this.#gathering = undefined;
    for (const { event, more } of this.#told.values()) if (more > 0) this.#write(event, { more });
    for (const [kind, more] of this.#beyond) this.#write({ kind }, { more });
    this.#told.clear();
    this.#beyond.clear();
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

  #write({ kind, network, account, value }: SecurityEvent, about: object = {}): void {
    const shown = value === undefined ? {} : { value: cutText(value, value_chars_max) };
    const fields = { kind, network, account, ...shown, ...about };
    if (isRejection(kind)) this.#log.warn(fields, sentences[kind]);
    else this.#log.info(fields, sentences[kind]);
  }
}

function isRejection(kind: SecurityEvent['kind']): kind is RejectionReason {
  return Object.hasOwn(rejections, kind);
}
