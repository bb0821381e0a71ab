import { setTimeout as wait } from 'node:timers/promises';
import { tablesCaughtUp } from './behind.ts';
import { Child } from './child.ts';
import { dump, workOf, type Batch, type Dump } from './footprint.ts';
import { signIn } from './load/sign-in.ts';
import { WireDialect } from './load/wire-dialect.ts';
import type { Address, ServerAnswers } from './peers/server.ts';
import type { Work } from './work.ts';

/** Posts per batch from which the cost of one is derived. */
const count = 8;
const settle_ms = 100;
const settle_tries_max = 100;
/** A busy machine may split what is posted together. */
const tries_max = 5;

/**
 * Measures what posts cost in a Shardbell started for this, in a folder of its own below `folder`.
 */
export async function measureShardbell(folder: string): Promise<Work> {
  const server = new Child<ServerAnswers>(new URL('peers/shardbell.js', import.meta.url));
  try {
    const address = await server.ask('start', { folder, work: [], store: 'lmdb' });
    const { port, secret } = address;
    return await measureWork(address, await signIn(port, secret!), () => tablesCaughtUp(port));
  } finally {
    await server.end();
  }
}

/**
 * Posts to a server without other load and compares its folder before and after, once deferred
 * writes are done.
 */
export async function measureWork(
  { port, data }: Address,
  socketTicket: () => Promise<string>,
  caughtUp: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Work> {
  const dialect = new WireDialect({ port, socketTicket });
  try {
    const tickets: string[] = [];
    while (tickets.length < count) tickets.push(await dialect.ticket());
    let posted = 0;
    let answered = 0;
    let allAnswered = (): void => {};
    const poster = await dialect.poster(() => {
      answered += 1;
      if (answered === posted) allAnswered();
    });
    const post = async (to: readonly string[]): Promise<Batch> => {
      await caughtUp();
      const before = await settled(data);
      const all = new Promise<void>((resolve) => (allAnswered = resolve));
      poster.together(() => {
        for (const ticket of to) poster.post(ticket, (posted += 1));
      });
      await all;
      await caughtUp();
      return { before, after: await settled(data) };
    };
    const first = tickets[0]!;
    // A first reply changes more than later ones, so it is left out.
    await post(tickets);
    for (let tries = 1; ; tries++) {
      const one = await post([first]);
      const many = await post(Array.from({ length: count }, () => first));
      const spread = await post(tickets);
      try {
        return workOf(count, one, many, spread);
      } catch (error) {
        if (tries === tries_max) throw error;
      }
    }
  } finally {
    dialect.close();
  }
}

/** The folder once nothing is written to it any more. */
async function settled(data: string): Promise<Dump> {
  let last = await dump(data);
  for (let i = 0; i < settle_tries_max; i++) {
    await wait(settle_ms);
    const now = await dump(data);
    if (isSame(last, now)) return now;
    last = now;
  }
  throw new Error(`${data} is written to although nothing is posted`);
}

function isSame(one: Dump, other: Dump): boolean {
  if (one.size !== other.size) return false;
  for (const [db, keys] of one) {
    const others = other.get(db);
    if (others?.size !== keys.size) return false;
    for (const [key, value] of keys) if (others.get(key)?.equals(value) !== true) return false;
  }
  return true;
}
