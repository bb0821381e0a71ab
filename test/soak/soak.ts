import { LiveServer } from '../support/live-server.ts';
import { StaffMember } from '../support/staff-member.ts';
import { Moments } from './moments.ts';
import { Model, type Login, type Reply, type Wrongs } from './shown.ts';
import { ShardProcess } from './shard-process.ts';
import type { ShardWord } from './shard-words.ts';

const accounts = ['ana', 'ben', 'cleo', 'dora', 'emil', 'finn'] as const;
const tickets_count = 8;
/** Replies to different tickets that may be under way at once. */
const replies_at_once = 6;
/** For all notices of a round to come, the server and the shard having just been started again. */
const patience_ms = 60_000;

export interface SoakOptions {
  readonly seed: number;
  /** Asked before each round. */
  isOver(rounds: number): boolean;
  onRound?(report: SoakReport): void;
}

export interface SoakReport extends Wrongs {
  readonly seed: number;
  readonly rounds: number;
  readonly kills: number;
  /** Replies that the server said it has. */
  readonly messages: number;
  readonly shown: number;
  /** What was lost or wrong, for a person. */
  readonly details: readonly string[];
}

/**
 * Support answers, players come and go, and the server, the shard or both are killed at any moment:
 * every answer is to be shown in every login that was there for it, once.
 */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const server = await LiveServer.start();
  const run = new Soak(server, options.seed);
  try {
    await run.begin();
    let rounds = 0;
    let report = run.report(rounds);
    while (!options.isOver(rounds) && isRight(report)) {
      await run.round();
      rounds += 1;
      report = run.report(rounds);
      options.onRound?.(report);
    }
    return report;
  } finally {
    await run.end();
    await server.end();
  }
}

export function isRight({ lost, twice, wrong }: Wrongs): boolean {
  return lost === 0 && twice === 0 && wrong === 0;
}

interface Ticket {
  readonly id: string;
  readonly accounts: readonly string[];
  replies: number;
}

class Soak {
  readonly #server: LiveServer;
  readonly #seed: number;
  readonly #random: () => number;
  readonly #model = new Model();
  readonly #moments = new Moments();
  readonly #tickets: Ticket[] = [];
  /** Who plays, by session. */
  readonly #logins = new Map<string, Login>();
  /** Who played in this life of the shard: it may show something before it hears that they left. */
  readonly #all = new Map<string, Login>();
  #staff!: StaffMember;
  #shard!: ShardProcess;
  #key = '';
  #sessions = 0;
  #kills = 0;
  #wrongs: Wrongs = { lost: 0, twice: 0, wrong: 0 };

  constructor(server: LiveServer, seed: number) {
    this.#server = server;
    this.#seed = seed;
    this.#random = generator(seed);
  }

  async begin(): Promise<void> {
    this.#key = await this.#server.shardKey('britain');
    this.#staff = await StaffMember.signIn(this.#server, 'iris');
    this.#startShard();
    for (const account of accounts) this.#logIn(account);
    await this.#moments.until(() => [...this.#logins.values()].every(({ isTaken }) => isTaken));
    const numbers = new Map<string, string>();
    for (const account of accounts) numbers.set(account, await this.#staff.accountOf(account));
    for (let at = 0; at < tickets_count; at++) {
      const some = accounts.filter(() => this.#random() < 0.4);
      const of = some.length > 0 ? some : [accounts[at % accounts.length]!];
      const id = await this.#staff.open(
        `Ticket ${at}`,
        of.map((account) => numbers.get(account)!),
      );
      this.#tickets.push({ id, accounts: of, replies: 0 });
    }
  }

  async round(): Promise<void> {
    let left = 12 + this.#upTo(30);
    const answering = Promise.all(
      Array.from({ length: replies_at_once }, async (_, lane) => {
        while (left > 0) {
          left -= 1;
          await this.#reply(lane);
          this.#comeOrGo();
        }
      }),
    );
    let isAnswered = false;
    void answering.then(() => (isAnswered = true)).finally(() => this.#moments.happened());
    for (let kills = 1 + this.#upTo(3); kills > 0; kills--) {
      await this.#moments.after(this.#upTo(25), () => isAnswered);
      await this.#kill();
    }
    await answering;
    for (const account of accounts) {
      const isThere = [...this.#logins.values()].some((login) => login.account === account);
      if (!isThere) this.#logIn(account);
    }
    this.#wrongs = await this.#model.settled(patience_ms);
    for (const session of this.#logins.keys()) if (this.#random() < 0.5) this.#logOff(session);
  }

  report(rounds: number): SoakReport {
    const { answered: messages, shown, details } = this.#model;
    const counts = { rounds, kills: this.#kills, messages, shown };
    return { seed: this.#seed, ...counts, details, ...this.#wrongs };
  }

  async end(): Promise<void> {
    this.#staff?.close();
    await this.#shard?.kill();
  }

  /** Each lane has tickets of its own, so that the replies to one ticket follow each other. */
  async #reply(lane: number): Promise<void> {
    const own = this.#tickets.filter((_, at) => at % replies_at_once === lane);
    const ticket = own[this.#upTo(own.length - 1)]!;
    ticket.replies += 1;
    const text = `${ticket.id} ${ticket.replies}`;
    const reply: Reply = {
      text,
      ticket: ticket.id,
      nth: ticket.replies,
      accounts: ticket.accounts,
    };
    this.#model.asked(reply);
    await this.#staff.reply(ticket.id, text);
    this.#model.answeredBy(reply);
    this.#moments.happened();
  }

  #comeOrGo(): void {
    const chance = this.#random();
    if (chance < 0.25) this.#logIn(accounts[this.#upTo(accounts.length - 1)]!);
    const sessions = [...this.#logins.keys()];
    if (chance > 0.75 && sessions.length > 0)
      this.#logOff(sessions[this.#upTo(sessions.length - 1)]!);
  }

  async #kill(): Promise<void> {
    this.#kills += 1;
    const whom = this.#upTo(2);
    const dying: Array<Promise<void>> = [];
    if (whom !== 0) dying.push(this.#server.kill());
    if (whom !== 1) dying.push(this.#shard.kill());
    await Promise.all(dying);
    if (whom !== 0) this.#model.serverKilled();
    if (whom !== 1) {
      for (const login of this.#logins.values()) this.#model.end(login);
      this.#logins.clear();
      this.#startShard();
      for (const account of accounts) if (this.#random() < 0.6) this.#logIn(account);
    }
    if (whom !== 0) {
      await this.#server.start();
      this.#staff.connection.wake();
      this.#shard.order({ do: 'wake' });
    }
  }

  #startShard(): void {
    // Names of sessions come again in every life of the shard, as numbers of sockets do.
    this.#sessions = 0;
    this.#all.clear();
    this.#shard = new ShardProcess(this.#server.socketAddress, this.#key, (word) => {
      this.#hear(word);
    });
  }

  #hear(word: ShardWord): void {
    this.#moments.happened();
    if (word.is === 'live') return;
    const login = this.#all.get(word.session)!;
    if (word.is === 'taken') login.isTaken = true;
    else this.#model.show(login, word.text, word.at);
  }

  #logIn(account: string): void {
    this.#sessions += 1;
    const session = `s${this.#sessions}`;
    const login = this.#model.begin(account);
    this.#logins.set(session, login);
    this.#all.set(session, login);
    this.#shard.order({ do: 'open', session, account });
  }

  #logOff(session: string): void {
    this.#model.end(this.#logins.get(session)!);
    this.#logins.delete(session);
    this.#shard.order({ do: 'end', session });
  }

  /** From 0 to `max`. */
  #upTo(max: number): number {
    return Math.floor(this.#random() * (max + 1));
  }
}

/** Mulberry32: the same numbers from the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
