import { setTimeout as wait } from 'node:timers/promises';
import { Child } from '../child.ts';
import type { StartServerAnswers } from './server.ts';

export interface Ready {
  readonly server: Child<StartServerAnswers>;
  readonly port: number;
  /** From the start of the process until `/ready` is answered with 200. */
  readonly ready_ms: number;
}

const poll_ms = 5;
const start_ms_max = 60_000;

/** Starts a server on this folder. */
export async function readyAfter(data: string): Promise<Ready> {
  const began = performance.now();
  const server = newServer();
  try {
    const { port } = await server.ask('start', { data });
    for (;;) {
      const answered = await fetch(`http://127.0.0.1:${port}/ready`);
      const told = await answered.text();
      if (answered.ok) break;
      if (performance.now() - began > start_ms_max) throw new Error(`not ready: ${told}`);
      await wait(poll_ms);
    }
    return { server, port, ready_ms: performance.now() - began };
  } catch (error) {
    await server.end();
    throw error;
  }
}

/** A process that has not started its server yet. */
export function newServer(): Child<StartServerAnswers> {
  return new Child<StartServerAnswers>(new URL('server.js', import.meta.url));
}
