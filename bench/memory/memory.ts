import { setTimeout as wait } from 'node:timers/promises';
import { tablesCaughtUp } from '../behind.ts';
import { Child } from '../child.ts';
import type { ServerAnswers, Memory } from '../peers/server.ts';
import type { MemoryLoadAnswers } from './load.ts';

/** The server's memory for one connection, or what is left of it afterwards. */
export interface MemoryFigure {
  readonly what: string;
  /** After garbage collection. */
  readonly heap_bytes: number;
  readonly resident_bytes: number;
  readonly target_bytes?: number;
}

export interface MemoryPlan {
  readonly connections: number;
}

const settle_ms = 1_000;
const settle_tries_max = 30;
/** Readings that differ by less count as equal. */
const settled_share = 0.001;

/** Compares the server's heap before and after this many connections opened and closed. */
export async function memoryBench(folder: string, plan: MemoryPlan): Promise<MemoryFigure[]> {
  return [...(await bare(folder, plan)), ...(await signedIn(folder, plan))];
}

function bare(folder: string, { connections }: MemoryPlan): Promise<MemoryFigure[]> {
  return measured('raw', folder, connections, async ({ load, address: { port } }, difference) => {
    await load.ask('open', { port, count: connections });
    return [{ what: 'a bare ws connection', ...(await difference()) }];
  });
}

function signedIn(folder: string, { connections }: MemoryPlan): Promise<MemoryFigure[]> {
  return measured('shardbell', folder, connections, async ({ load, address }, difference) => {
    const { port, secret } = address;
    await load.ask('open', { port, count: connections, secret: secret! });
    const idle = await difference();
    await load.ask('ownTickets', undefined);
    await tablesCaughtUp(port);
    const watching = await difference();
    await load.ask('leave', undefined);
    const left = await difference();
    return [
      { what: 'a connection that is signed in', ...idle, target_bytes: 3_300 },
      { what: 'one that watches a ticket of its own', ...watching, target_bytes: 5_000 },
      { what: 'what stays of it after leaving: an idle ticket', ...left, target_bytes: 2_048 },
    ];
  });
}

interface Measured {
  readonly address: { readonly port: number; readonly secret?: string };
  readonly load: Child<MemoryLoadAnswers>;
}
type Bytes = Pick<MemoryFigure, 'heap_bytes' | 'resident_bytes'>;

async function measured(
  peer: 'raw' | 'shardbell',
  folder: string,
  count: number,
  run: (parts: Measured, difference: () => Promise<Bytes>) => Promise<MemoryFigure[]>,
): Promise<MemoryFigure[]> {
  const server = new Child<ServerAnswers>(new URL(`../peers/${peer}.js`, import.meta.url), [
    '--expose-gc',
  ]);
  const load = new Child<MemoryLoadAnswers>(new URL('load.js', import.meta.url));
  try {
    const address = await server.ask('start', { folder, work: [], store: 'lmdb' });
    const { port, secret } = address;
    // As many as are measured, so that compiled code and grown tables are not counted.
    await load.ask('open', { port, count, ...(secret && { secret }) });
    if (secret !== undefined) {
      await load.ask('ownTickets', undefined);
      await tablesCaughtUp(port);
    }
    await load.ask('leave', undefined);
    const before = await settled(server);
    return await run({ address, load }, async () => {
      const now = await settled(server);
      return {
        heap_bytes: (now.heap_bytes - before.heap_bytes) / count,
        resident_bytes: (now.resident_bytes - before.resident_bytes) / count,
      };
    });
  } finally {
    await load.end();
    await server.end();
  }
}

/** Once garbage collection frees nothing more. */
async function settled(server: Child<ServerAnswers>): Promise<Memory> {
  let last = await server.ask('memory', undefined);
  for (let i = 0; i < settle_tries_max; i++) {
    await wait(settle_ms);
    const now = await server.ask('memory', undefined);
    if (Math.abs(now.heap_bytes - last.heap_bytes) < settled_share * last.heap_bytes) return now;
    last = now;
  }
  throw new Error('the heap of the server does not come to rest');
}
