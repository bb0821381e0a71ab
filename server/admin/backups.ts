import * as v from 'valibot';
import type { Cancel } from '../../actors/runtime/clock.ts';
import { holdingClock, systemClock } from '../platform/clock.ts';
import { failed } from '../platform/failed.ts';
import type { Figure } from '../platform/figure.ts';
import type { OnCopied } from '../storage/folder/backup.ts';
import type { BackupAnswer, ControlProgress } from './control.ts';

type Run = (to: string, signal: AbortSignal, onCopied: OnCopied) => Promise<BackupAnswer>;

export interface BackupCall {
  /** Called at once and then regularly, whether more was copied or not. */
  tell(progress: ControlProgress): void;
  /** Ends it when aborted. */
  readonly signal: AbortSignal;
}

const input = v.object({ to: v.string() });

/** So that whoever waits knows that it goes on. */
const tell_every_ms = 500;
/** How long a stop waits for what is being written; a disk that hangs must not keep it. */
const stop_wait_ms = 2_000;

/** Makes backups of one open data folder, one at a time, and counts them. */
export class Backups {
  readonly #run: Run;
  readonly #stopping = new AbortController();
  #underWay: { readonly to: string; readonly ended: Promise<unknown> } | undefined;
  #succeeded: number | undefined;
  #hasFailed = false;

  constructor(run: Run) {
    this.#run = run;
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** As the command line asks for it. The request is not validated yet. */
  async ask(asked: unknown, call: BackupCall): Promise<BackupAnswer> {
    const parsed = v.safeParse(input, asked);
    return parsed.success ? this.make(parsed.output.to, call) : failed('A backup needs a folder.');
  }

  /** `to`: an absolute path. */
  async make(to: string, { tell, signal }: BackupCall): Promise<BackupAnswer> {
    if (this.#underWay !== undefined) {
      return failed(
        `Another backup is under way, ${this.#underWay.to}: try again when it is done.`,
      );
    }
    let progress: ControlProgress = { bytes: 0, of: 0 };
    tell(progress);
    const cancel = systemClock.every(tell_every_ms, () => tell(progress));
    const ending = AbortSignal.any([signal, this.#stopping.signal]);
    const running = this.#run(to, ending, (bytes, of) => (progress = { bytes, of }));
    this.#underWay = { to, ended: running };
    try {
      const made = await running;
      this.#hasFailed = !made.ok;
      if (made.ok) {
        this.#succeeded = systemClock.now();
        tell(progress);
      }
      return made;
    } finally {
      cancel();
      this.#underWay = undefined;
    }
  }

  /** Ends the one under way. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server was stopped meanwhile'));
    let cancel: Cancel = () => {};
    const late = new Promise<void>((done) => (cancel = holdingClock.after(stop_wait_ms, done)));
    await Promise.race([this.#underWay?.ended, late]);
    cancel();
  }

  /** For /metrics. */
  figures(): Figure[] {
    const gauge = (name: string, help: string, value: number): Figure => {
      return { name, help, kind: 'gauge', labels: {}, value };
    };
    const failedLast = gauge(
      'shardbell_backup_last_failed',
      'Whether the last backup since the start failed: 1 if so, else 0.',
      this.#hasFailed ? 1 : 0,
    );
    if (this.#succeeded === undefined) return [failedLast];
    const seconds = Math.floor(this.#succeeded / 1_000);
    const help = 'When the last backup since the start was made, in Unix time.';
    return [gauge('shardbell_backup_last_success_seconds', help, seconds), failedLast];
  }
}
