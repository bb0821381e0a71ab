import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { answer } from '../child.ts';
import type { Work } from '../work.ts';

/** What every server of the bench answers to the bench. */
export type ServerAnswers = {
  start: (options: StartOptions) => Promise<Address>;
  usage: () => Usage;
  /** After garbage collection, which Node was started to allow by `--expose-gc`. */
  memory: () => Memory;
};

export interface StartOptions {
  /** Folder in which the server makes one for its data, on the disk that is to be measured. */
  readonly folder: string;
  /** What a post puts into the store. Shardbell knows it better. */
  readonly work: Work;
  readonly store: 'lmdb' | 'sqlite' | 'file' | 'none';
}

export interface Address {
  readonly port: number;
  /** The folder of its data. */
  readonly data: string;
  /** Opens the first sign-in. */
  readonly secret?: string;
}

/** Of the process since its start. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpu_seconds: number;
  readonly resident_bytes: number;
}

/** Of the process, in bytes. */
export interface Memory {
  readonly heap_bytes: number;
  readonly resident_bytes: number;
}

/** A server under measure, once it listens. */
export interface Listening {
  readonly port: number;
  readonly secret?: string;
  stop(): Promise<void>;
}

const collections = 3;

/** Makes this process such a server. */
export function beServer(
  listen: (data: string, options: StartOptions) => Promise<Listening>,
): void {
  let listening: Listening | undefined;
  let data: string | undefined;
  const answers: ServerAnswers = {
    async start(options) {
      data = mkdtempSync(join(options.folder, 'shardbell-bench-'));
      listening = await listen(data, options);
      const { port, secret } = listening;
      return secret === undefined ? { port, data } : { port, data, secret };
    },
    usage() {
      const { user, system } = process.cpuUsage();
      return { cpu_seconds: (user + system) / 1e6, resident_bytes: process.memoryUsage.rss() };
    },
    memory() {
      // What is freed by the first may be what held something else.
      for (let i = 0; i < collections; i++) globalThis.gc!();
      const { heapUsed, rss } = process.memoryUsage();
      return { heap_bytes: heapUsed, resident_bytes: rss };
    },
  };
  answer(answers, async () => {
    await listening?.stop();
    if (data !== undefined) rmSync(data, { recursive: true, force: true });
  });
}
