import { setTimeout as wait } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { tablesCaughtUp } from '../behind.ts';
import { Child } from '../child.ts';
import { bodyOf } from '../load/dialect.ts';
import { LightCrowd } from '../load/light-crowd.ts';
import type { LightSocket } from '../load/light-socket.ts';
import { signInCookie, socketTickets } from '../load/sign-in.ts';
import type { ServerAnswers } from '../peers/server.ts';
import { decodeTrusted } from '../../protocol/codec.ts';
import type { QueueLoadAnswers } from './load.ts';
import { changeAt, type Schedule } from './schedule.ts';

/** What it costs to keep many browsers' queues up to date. */
export interface QueueFigure {
  readonly browsers: number;
  readonly changes_per_second: number;
  readonly deliveries_per_second: number;
  /** Of the server, all threads, in one second: 1 is a whole core. */
  readonly cores: number;
  readonly us_per_delivery: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

export interface QueuePlan {
  readonly browsers: number;
  /** Active tickets, of which the browsers hold the newest in their windows. */
  readonly tickets: number;
  readonly changes_per_second: number;
  readonly seconds: number;
}

/** As many as the web client holds. */
const window_rows = 150;
const load_processes = 2;
const warm_up_share = 0.2;
/** For all to know what is going to be changed. */
const lead_ms = 500;
/** No factor of how many tickets there are. */
const step = 7_919;
/** Where nothing came for so long, all has come. */
const quiet_ms = 500;

/** Has many browsers watch the queue, from several processes, while its tickets are changed. */
export async function queueBench(folder: string, plan: QueuePlan): Promise<QueueFigure> {
  const server = new Child<ServerAnswers>(new URL('../peers/shardbell.js', import.meta.url));
  const loads = Array.from(
    { length: load_processes },
    () => new Child<QueueLoadAnswers>(new URL('load.js', import.meta.url)),
  );
  const own = new LightCrowd();
  try {
    const { port, secret } = await server.ask('start', { folder, work: [], store: 'lmdb' });
    const cookie = await signInCookie(port, secret!);
    await own.open(port, 1, socketTickets(port, cookie));
    const changer = new Changer(own.sockets[0]!);
    const tickets = await changer.open(plan.tickets);
    const count = Math.ceil(plan.browsers / load_processes);
    const rows = window_rows;
    await Promise.all(loads.map((load) => load.ask('watch', { port, cookie, count, rows })));

    const run = async (seconds: number): Promise<void> => {
      const every_ms = 1_000 / plan.changes_per_second;
      const schedule = { began: Date.now() + lead_ms, every_ms, tickets };
      await Promise.all(loads.map((load) => load.ask('changes', schedule)));
      await changer.change(schedule, Math.ceil(seconds * plan.changes_per_second));
      await arrived(loads);
      await tablesCaughtUp(port);
    };
    await run(plan.seconds * warm_up_share);
    await delivered(loads);
    const before = await server.ask('usage', undefined);
    await run(plan.seconds);
    const after = await server.ask('usage', undefined);
    const took = await delivered(loads);

    const deliveries = took.reduce((sum, many) => sum + many, 0);
    const cpu_seconds = after.cpu_seconds - before.cpu_seconds;
    return {
      browsers: count * load_processes,
      changes_per_second: plan.changes_per_second,
      deliveries_per_second: deliveries / plan.seconds,
      cores: cpu_seconds / plan.seconds,
      us_per_delivery: (cpu_seconds * 1e6) / deliveries,
      p50_ms: quantileOf(took, 0.5),
      p99_ms: quantileOf(took, 0.99),
      max_ms: took.findLastIndex((many) => many > 0),
    };
  } finally {
    own.close();
    for (const load of loads) await load.end();
    await server.end();
  }
}

/** How many deliveries took so many ms, by those ms, over all processes. */
async function delivered(loads: readonly Child<QueueLoadAnswers>[]): Promise<number[]> {
  const all = await Promise.all(loads.map((load) => load.ask('delivered', undefined)));
  const length = Math.max(...all.map((counts) => counts.length));
  return Array.from({ length }, (_, ms) => all.reduce((sum, counts) => sum + (counts[ms] ?? 0), 0));
}

/** Resolves when nothing comes any more. */
async function arrived(loads: readonly Child<QueueLoadAnswers>[]): Promise<void> {
  for (let last = -1; ;) {
    const heard = await Promise.all(loads.map((load) => load.ask('heard', undefined)));
    const now = heard.reduce((sum, frames) => sum + frames, 0);
    if (now === last) return;
    last = now;
    await wait(quiet_ms);
  }
}

function quantileOf(counts: readonly number[], share: number): number {
  const all = counts.reduce((sum, many) => sum + many, 0);
  let seen = 0;
  return counts.findIndex((many) => (seen += many) >= share * all);
}

/** Opens the tickets, and changes them when they are due. */
class Changer {
  readonly #socket: LightSocket;
  #posted = 0;
  #answered = 0;

  constructor(socket: LightSocket) {
    this.#socket = socket;
  }

  /** Gives them in the order in which they are changed: those in the windows and others mixed. */
  async open(count: number): Promise<string[]> {
    const opened: string[] = [];
    while (opened.length < count) {
      const done = this.#socket.next('done');
      const command = { kind: 'open', category: 'Stuck', body: bodyOf(0) } as const;
      this.#socket.send({ t: 'command', id: nanoid(), as: 'player', do: command });
      opened.push((await done).ticket!);
    }
    return Array.from(opened, (_, i) => opened[(i * step) % count]!);
  }

  /** Resolves when all was sent and answered. */
  async change(schedule: Schedule, count: number): Promise<void> {
    const due = this.#posted + count;
    const answered = new Promise<void>((resolve) => {
      this.#socket.hear((frame) => {
        const { t } = decodeTrusted(frame);
        if (t === 'pong') return;
        if (t !== 'done') throw new Error(`a change was answered with ${t}`);
        this.#answered += 1;
        if (this.#answered === due) resolve();
      });
    });
    for (let i = 0; i < count; i++) {
      const { at, ticket } = changeAt(schedule, i);
      const left_ms = at - Date.now();
      if (left_ms > 0) await wait(left_ms);
      this.#posted += 1;
      const command = { kind: 'post_message', body: bodyOf(this.#posted) } as const;
      this.#socket.send({ t: 'command', id: nanoid(), ticket, as: 'player', do: command });
    }
    await answered;
  }
}
