import { setTimeout as wait } from 'node:timers/promises';
import { decodeTrusted } from '../../protocol/codec.ts';
import { Child } from '../child.ts';
import { Line } from '../load/line.ts';
import { repliesUntil } from '../load/replies.ts';
import { signIn } from '../load/sign-in.ts';
import { password, type CostPlan, type Who } from './folder.ts';
import { dearRequests, type Dear } from './requests.ts';
import type { CostServerAnswers } from './server.ts';

/** How long replies of others take while one account makes these requests. */
export interface CostFigure {
  readonly name: string;
  readonly who: string;
  /** Requests a second, and refusals in total. */
  readonly per_second: number;
  readonly refused: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** Close to the limit of one account. */
const asks_per_second = 50;
const replies_every_ms = 20;

/**
 * Makes the most expensive requests, one kind after the other, and measures somebody else's replies
 * meanwhile.
 */
export async function costBench(folder: string, plan: CostPlan): Promise<CostFigure[]> {
  const server = new Child<CostServerAnswers>(new URL('server.js', import.meta.url));
  try {
    const { port, secrets, made_seconds } = await server.ask('start', { folder, plan });
    console.error(`a folder of ${plan.tickets} closed tickets in ${made_seconds.toFixed(0)} s`);
    const signed = {} as Record<Who, () => Promise<string>>;
    for (const who of Object.keys(secrets) as Who[]) signed[who] = await signIn(port, secrets[who]);
    const victim = await Line.open(port, signed.other);
    const own = await victim.own();
    const figures: CostFigure[] = [];
    const nothing = { name: 'nothing', who: '' };
    await repliesUntil(victim, own.id, wait(1_000), replies_every_ms);
    figures.push({
      ...nothing,
      per_second: 0,
      refused: 0,
      ...(await repliesUntil(victim, own.id, wait(plan.seconds * 1_000), replies_every_ms)),
    });
    const player = await Line.open(port, signed.player);
    const ticket = await player.own();
    player.close();
    for (const dear of dearRequests(plan)) {
      console.error(`cost: ${dear.name} …`);
      const asker = await Asker.open(port, dear, signed[dear.who], ticket);
      const [measured] = await Promise.all([
        repliesUntil(victim, own.id, wait(plan.seconds * 1_000), replies_every_ms),
        asker.ask(plan.seconds),
      ]);
      asker.close();
      const { name, who } = dear;
      figures.push({
        name,
        who,
        per_second: asker.asked / plan.seconds,
        refused: asker.refused,
        ...measured,
      });
      // Lets the last requests finish before the next kind.
      await wait(500);
    }
    victim.close();
    return figures;
  } finally {
    await server.end();
  }
}

/** One account that makes an expensive request without waiting for answers. */
class Asker {
  readonly #dear: Dear;
  readonly #line: Line;
  readonly #ticket: { readonly id: string; readonly number: number };
  readonly #http: (path: string) => Promise<Response>;
  asked = 0;
  refused = 0;

  private constructor(
    dear: Dear,
    line: Line,
    ticket: { readonly id: string; readonly number: number },
    http: (path: string) => Promise<Response>,
  ) {
    this.#dear = dear;
    this.#line = line;
    this.#ticket = ticket;
    this.#http = http;
    line.hear((frame) => {
      if (frame.length > 600) return;
      const { t } = decodeTrusted(frame);
      if (t === 'refused' || t === 'gone') this.refused += 1;
    });
  }

  static async open(
    port: number,
    dear: Dear,
    socketTicket: () => Promise<string>,
    ticket: { readonly id: string; readonly number: number },
  ): Promise<Asker> {
    const line = await Line.open(port, socketTicket);
    const address = `http://127.0.0.1:${port}`;
    // Only few passwords per minute may be tried from one network.
    if (!('path' in dear.ask(0, ''))) return new Asker(dear, line, ticket, (path) => fetch(path));
    const signedIn = await fetch(`${address}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: dear.who, password }),
    });
    if (!signedIn.ok) throw new Error(`the sign-in was answered with ${signedIn.status}`);
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    const headers = { authorization: `Bearer ${accessToken}` };
    const http = (path: string): Promise<Response> =>
      fetch(`${address}/api/help-tickets${path}`, { headers });
    return new Asker(dear, line, ticket, http);
  }

  async ask(seconds: number): Promise<void> {
    const began = performance.now();
    const answers: Promise<void>[] = [];
    for (let at = 0; at < seconds * 1000; at = performance.now() - began) {
      for (; this.asked < (at / 1000) * asks_per_second; this.asked++) {
        const asked = this.#dear.ask(this.asked, this.#ticket.id);
        if ('path' in asked)
          answers.push(this.#get(asked.path.replace('{number}', String(this.#ticket.number))));
        else this.#line.send(asked);
      }
      await wait(5);
    }
    await Promise.all(answers);
  }

  close(): void {
    this.#line.close();
  }

  async #get(path: string): Promise<void> {
    const answered = await this.#http(path);
    if (!answered.ok) this.refused += 1;
    await answered.arrayBuffer();
  }
}
