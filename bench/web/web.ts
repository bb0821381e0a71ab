import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { Connection } from '../../clients/core/connection.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { Child } from '../child.ts';
import { bodyOf } from '../load/dialect.ts';
import { signIn } from '../load/sign-in.ts';
import type { WebServerAnswers } from './server.ts';

/** One question to the web client, answered in milliseconds. */
export interface WebFigure {
  readonly question: string;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly target_ms?: number;
}

export interface WebPlan {
  readonly tickets: number;
  readonly loads: number;
  readonly replies: number;
}

/** Commands under way while the tickets are opened. */
const together = 500;

/**
 * How long a moderator waits, with a real browser on this machine: for the queue after a page load,
 * and for a reply after it is on disk.
 */
export async function webBench(folder: string, plan: WebPlan): Promise<WebFigure[]> {
  const server = new Child<WebServerAnswers>(new URL('server.js', import.meta.url));
  let browser: Browser | undefined;
  let connection: Connection | undefined;
  try {
    const { port, secrets } = await server.ask('start', { folder });
    const address = `http://127.0.0.1:${port}`;
    connection = await connect(port, secrets[0]!);
    const ticket = await openTickets(connection, plan.tickets);
    browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(`${address}/#link=${secrets[1]!}`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('[data-row]').first().waitFor();
    const loads = await pageLoads(page, address, plan.loads);
    const painted = await replies(page, connection, ticket, plan.replies);
    const commits = await server.ask('commits', undefined);
    const delays = painted.map(([post, at]) => at - commits[post]!);
    const count = plan.tickets.toLocaleString('en');
    return [
      {
        question: `page load until the queue of ${count} active tickets is painted`,
        ...quantiles(loads),
        target_ms: 1_000,
      },
      { question: "a reply's commit until its paint in another browser", ...quantiles(delays) },
    ];
  } finally {
    connection?.close();
    await browser?.close();
    await server.end();
  }
}

async function connect(port: number, secret: string): Promise<Connection> {
  const socketTicket = await signIn(port, secret);
  const connection = new Connection({
    socket: () =>
      new WebSocket(`ws://127.0.0.1:${port}/ws`, 'shardbell.v1', {
        origin: `http://127.0.0.1:${port}`,
        perMessageDeflate: false,
      }),
    auth: async () => ({ as: 'web', ticket: await socketTicket() }),
    pending_max: 2 * together,
  });
  connection.start();
  return connection;
}

/** Gives the last of them. */
async function openTickets(connection: Connection, count: number): Promise<string> {
  let last = '';
  for (let opened = 0; opened < count; opened += together) {
    const size = Math.min(together, count - opened);
    const outcomes = await Promise.all(
      Array.from({ length: size }, (_, i) =>
        connection.command(
          { kind: 'open', category: 'Stuck', subject: `Ticket ${opened + i}`, body: bodyOf(0) },
          { as: 'player' },
        ),
      ),
    );
    for (const outcome of outcomes) {
      if (outcome.t !== 'done') throw new Error(`not opened: ${JSON.stringify(outcome)}`);
      last = outcome.ticket!;
    }
  }
  return last;
}

/** From the start of the navigation until the frame with the first rows has been drawn. */
async function pageLoads(page: Page, address: string, count: number): Promise<number[]> {
  const loads: number[] = [];
  let next = (): void => {};
  await page.exposeFunction('loaded', (painted_ms: number) => {
    loads.push(painted_ms);
    next();
  });
  await page.addInitScript(`{
    const look = () => {
      if (document.querySelector('[data-row]') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => window.loaded(performance.now())));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
  }`);
  // The first fills the browser's caches.
  for (let i = 0; i <= count; i++) {
    const isLoaded = new Promise<void>((resolve) => (next = resolve));
    await page.goto(`${address}/?load=${i}`);
    await isLoaded;
  }
  return loads.slice(1);
}

/** One reply after the other: for each, when the frame with it had been drawn, in milliseconds since 1970. */
async function replies(
  page: Page,
  connection: Connection,
  ticket: string,
  count: number,
): Promise<[post: number, at: number][]> {
  const painted: [number, number][] = [];
  let next = (): void => {};
  await page.exposeFunction('painted', (post: number, at: number) => {
    painted.push([post, at]);
    next();
  });
  await page.evaluate(`location.hash = '#/queue/${ticket}'`);
  await page.getByRole('log').waitFor();
  await page.evaluate(`{
    let seen = 0;
    new MutationObserver(() => {
      const texts = document.querySelectorAll('[role=log] .text');
      const post = Number.parseInt(texts[texts.length - 1]?.textContent ?? '');
      if (!(post > seen)) return;
      seen = post;
      requestAnimationFrame(() =>
        setTimeout(() => window.painted(post, performance.timeOrigin + performance.now())),
      );
    }).observe(document.querySelector('[role=log]'), { childList: true, subtree: true });
  }`);
  const warm_up = Math.ceil(count / 10);
  for (let post = 1; post <= warm_up + count; post++) {
    const isPainted = new Promise<void>((resolve) => (next = resolve));
    const body = bodyOf(post);
    const outcome = await connection.command(
      { kind: 'post_message', body },
      { ticket, as: 'player' },
    );
    if (outcome.t !== 'done') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
    await isPainted;
  }
  return painted.filter(([post]) => post > warm_up);
}

function quantiles(values: readonly number[]): { p50_ms: number; p99_ms: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50_ms: at(0.5), p99_ms: at(0.99) };
}
