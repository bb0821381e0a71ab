import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { holdingClock } from '../platform/clock.ts';
import { fileLimits } from './file-limits.ts';
import type { Job, JobAnswer, Worked } from './work.ts';
import { sharpAddress, workerProgram } from './worker-program.ts';

interface Waiting {
  readonly job: Job;
  settle(worked: Worked): void;
}

export interface WorkerOptions {
  /** The text of the program, and where the library for pictures is; tests have others. */
  readonly program?: string;
  readonly sharp?: string;
  readonly work_ms_max?: number;
  readonly idle_ms?: number;
}

/**
 * Gives files one by one to a process of their own, since what reads pictures may hang, crash or
 * take all memory, and would share the threads that flush the log. It is started when there is work
 * and ends when there is none for a while; one that takes too long is killed.
 */
export class FileWorker {
  readonly #options: Required<WorkerOptions>;
  readonly #waiting: Waiting[] = [];
  #process: ChildProcess | undefined;
  #current: (Waiting & { cancel(): void }) | undefined;
  #endIdle: (() => void) | undefined;
  #number = 0;
  #isStopped = false;

  constructor(options: WorkerOptions = {}) {
    this.#options = {
      program: workerProgram,
      sharp: sharpAddress,
      work_ms_max: fileLimits.work_ms_max,
      idle_ms: fileLimits.work_idle_ms,
      ...options,
    };
  }

  /** Of the process, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Never rejects. */
  work(job: Omit<Job, 'number'>): Promise<Worked> {
    this.#number += 1;
    const numbered = { ...job, number: this.#number };
    return new Promise((settle) => {
      this.#waiting.push({ job: numbered, settle });
      this.#next();
    });
  }

  /** Kills the process; what waits is refused. */
  stop(): void {
    this.#isStopped = true;
    this.#endIdle?.();
    this.#end('storage');
    for (const { settle } of this.#waiting.splice(0)) settle({ kind: 'storage' });
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) return this.#idle();
    if (this.#isStopped) return next.settle({ kind: 'storage' });
    this.#endIdle?.();
    this.#endIdle = undefined;
    const started = (this.#process ??= this.#start());
    const cancel = holdingClock.after(this.#options.work_ms_max, () => this.#end('unreadable'));
    this.#current = { ...next, cancel };
    // Where it could not be started or has ended, its own events tell.
    started.send(next.job, () => {});
  }

  #start(): ChildProcess {
    const { program, sharp } = this.#options;
    const heap = `--max-old-space-size=${fileLimits.work_heap_mb_max}`;
    const started = spawn(process.execPath, [heap, '-', sharp], {
      // Nothing of the server's environment: there are secrets in it.
      env: {},
      // Not the folder that the server was started in, which may be gone.
      cwd: tmpdir(),
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
      serialization: 'json',
    });
    // Where it has ended, its own events tell.
    started.stdin!.on('error', () => {}).end(program);
    started.on('message', (answer: JobAnswer) => {
      if (started === this.#process && answer.number === this.#current?.job.number) {
        this.#settle(answer.worked);
      }
    });
    const ended = (): void => {
      if (started === this.#process)
        this.#end(started.pid === undefined ? 'storage' : 'unreadable');
    };
    started.on('exit', ended);
    started.on('error', ended);
    return started;
  }

  #settle(worked: Worked): void {
    const settled = this.#current;
    this.#current = undefined;
    settled?.cancel();
    settled?.settle(worked);
    this.#next();
  }

  /** The process is at its end, or is brought there; what it worked on ends so. */
  #end(kind: 'unreadable' | 'storage'): void {
    const ended = this.#process;
    this.#process = undefined;
    ended?.kill('SIGKILL');
    if (this.#current !== undefined) this.#settle({ kind });
  }

  #idle(): void {
    if (this.#process === undefined || this.#endIdle !== undefined) return;
    this.#endIdle = holdingClock.after(this.#options.idle_ms, () => {
      this.#endIdle = undefined;
      if (this.#current === undefined) this.#end('storage');
    });
  }
}
