import { setTimeout as wait } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import type { QueueFilter } from '../../protocol/queue.ts';
import { quantile } from '../disk.ts';
import { bodyOf } from '../load/dialect.ts';
import { Line } from '../load/line.ts';
import { signIn } from '../load/sign-in.ts';
import { wordOf } from './folder.ts';
import { readyAfter } from './ready.ts';
import type { StartFigure, StartPlan } from './plan.ts';

const closed: QueueFilter = { status: ['closed', 'archived'] };
const window_rows = 150;
/** Messages of the long ticket. */
const messages = 10_000;
/** Of them under way at a time, while they are made. */
const together = 200;
const page_rows = 50;
const far_page = 5_000;
/** Between two that are measured, so that none waits for what the one before left to do. */
const pause_ms = 10;

/** What is asked of a server on a big folder. */
export async function bigFolderFigures(data: string, plan: StartPlan): Promise<StartFigure[]> {
  const { server, port } = await readyAfter(data);
  try {
    const { secret, password } = await server.ask('admin', undefined);
    const line = await Line.open(port, await signIn(port, secret));
    const api = await ApiReader.open(port, password);
    const figures = [
      await windows(line, plan),
      await pages(api, plan),
      await searches(line, plan),
      await replies(line, plan),
    ];
    line.close();
    return figures;
  } finally {
    await server.end();
  }
}

/** The windows of all closed tickets, from the first to the last. */
async function windows(line: Line, { closed: count, asks }: StartPlan): Promise<StartFigure> {
  const depths = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    Math.max(0, Math.round(count * share) - (share === 0 ? 0 : asks + window_rows)),
  );
  const took = depths.map((): number[] => []);
  // The first of all is not counted: it reads what the others find read.
  for (let i = 0; i <= asks; i++) {
    for (const [d, depth] of depths.entries()) {
      const ms = await windowAt(line, closed, depth + i);
      if (i > 0) took[d]!.push(ms);
    }
  }
  const medians = took.map((times) => quantile(times, 0.5));
  return {
    question: 'a window of the closed tickets at any depth, beside the first',
    value: Math.max(...medians) / medians[0]!,
    unit: 'times',
    target: 1.5,
    beside: `${medians.map((ms) => ms.toFixed(2)).join(', ')} ms`,
  };
}

async function searches(line: Line, { asks }: StartPlan): Promise<StartFigure> {
  const took: number[] = [];
  for (let i = 0; i < asks; i++) {
    // Two words that many tickets have, then one of them with a number that few have.
    const words =
      i % 2 === 0 ? `${wordOf(i)} ${wordOf(i * 7 + 3)}` : `${wordOf(i)} ${1_000 + i * 97}`;
    took.push(await windowAt(line, { ...closed, words }, 0));
  }
  return {
    question: 'a search among the closed tickets: p95',
    value: quantile(took, 0.95),
    unit: 'ms',
    target: 100,
    beside: `p50 ${quantile(took, 0.5).toFixed(2)} ms`,
  };
}

async function windowAt(line: Line, filter: QueueFilter, offset: number): Promise<number> {
  const w = 1;
  const sort = { by: 'created', descending: true } as const;
  const told = line.next((one) => 'w' in one && one.w === w);
  const began = performance.now();
  line.send({ t: 'watch', w, what: { on: 'queue', filter, sort, offset, limit: window_rows } });
  const answered = await told;
  const ms = performance.now() - began;
  if (answered.t !== 'state') throw new Error(`no window, but ${JSON.stringify(answered)}`);
  line.send({ t: 'unwatch', w });
  await wait(pause_ms);
  return ms;
}

async function pages(api: ApiReader, { closed: count, asks }: StartPlan): Promise<StartFigure> {
  const last = Math.floor(count / page_rows);
  const far = Math.min(far_page, last);
  const took = { first: [] as number[], far: [] as number[] };
  for (let i = 0; i <= asks; i++) {
    const first_ms = await api.page(1);
    const far_ms = await api.page(far - (i % Math.min(asks, far)));
    if (i === 0) continue;
    took.first.push(first_ms);
    took.far.push(far_ms);
  }
  const [first, deep] = [quantile(took.first, 0.5), quantile(took.far, 0.5)];
  return {
    question: `page ${far.toLocaleString('en')} of the HTTP list, beside the first`,
    value: deep / first,
    unit: 'times',
    target: 1.5,
    beside: `${deep.toFixed(2)} and ${first.toFixed(2)} ms`,
  };
}

/** Reads the list over HTTP, as whoever signed in by password. */
class ApiReader {
  readonly #address: string;
  readonly #token: string;

  private constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  static async open(port: number, password: string): Promise<ApiReader> {
    const address = `http://127.0.0.1:${port}`;
    const signedIn = await fetch(`${address}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    });
    if (!signedIn.ok) throw new Error(`the sign-in was answered with ${signedIn.status}`);
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    return new ApiReader(address, accessToken);
  }

  /** How long that page takes, in milliseconds. */
  async page(page: number): Promise<number> {
    const began = performance.now();
    const path = `/api/help-tickets?page=${page}&pageSize=${page_rows}`;
    const headers = { authorization: `Bearer ${this.#token}` };
    const answered = await fetch(`${this.#address}${path}`, { headers });
    await answered.arrayBuffer();
    if (!answered.ok) throw new Error(`a page was answered with ${answered.status}`);
    const ms = performance.now() - began;
    await wait(pause_ms);
    return ms;
  }
}

async function replies(line: Line, { asks }: StartPlan): Promise<StartFigure> {
  const long = await opened(line);
  for (let sent = 0; sent < messages; sent += together) await postMany(line, long, together);
  const fresh = await opened(line);
  const took = { long: [] as number[], fresh: [] as number[] };
  for (let i = 0; i <= asks; i++) {
    for (const [which, ticket] of [
      ['long', long],
      ['fresh', fresh],
    ] as const) {
      const began = performance.now();
      await reply(line, ticket);
      if (i > 0) took[which].push(performance.now() - began);
      await wait(pause_ms);
    }
  }
  const [slow, quick] = [quantile(took.long, 0.5), quantile(took.fresh, 0.5)];
  return {
    question: 'a reply to a ticket of 10,000 messages, beside a new one',
    value: slow / quick,
    unit: 'times',
    target: 1.2,
    beside: `${slow.toFixed(2)} and ${quick.toFixed(2)} ms`,
  };
}

async function opened(line: Line): Promise<string> {
  const done = await line.request({
    t: 'command',
    id: nanoid(),
    as: 'player',
    do: { kind: 'open', category: 'Stuck', body: bodyOf(0) },
  });
  if (done.t !== 'done') throw new Error(`not opened: ${JSON.stringify(done)}`);
  return done.ticket!;
}

/** So many at once; resolves when all are on disk. */
async function postMany(line: Line, ticket: string, count: number): Promise<void> {
  let done = 0;
  const all = line.next((one) => {
    if (one.t === 'refused') throw new Error(`not posted: ${JSON.stringify(one)}`);
    if (one.t === 'done') done += 1;
    return done === count;
  });
  for (let i = 0; i < count; i++) line.send(post(ticket));
  await all;
}

async function reply(line: Line, ticket: string): Promise<void> {
  const done = await line.request(post(ticket));
  if (done.t !== 'done') throw new Error(`not posted: ${JSON.stringify(done)}`);
}

function post(ticket: string) {
  const command = { kind: 'post_message', body: bodyOf(1) } as const;
  return { t: 'command', id: nanoid(), ticket, as: 'player', do: command } as const;
}
