import * as v from 'valibot';
import type { Cancel } from '../../actors/runtime/clock.ts';
import { holdingClock, systemClock } from '../platform/clock.ts';
import { failed, type Failed } from '../platform/failed.ts';
import type { Figure } from '../platform/figure.ts';
import type { BackupOrder, MadeBackup, OnCopied } from '../storage/folder/backup.ts';
import type { BackupAnswer, ControlProgress } from './control.ts';

type Run = (order: BackupOrder, signal: AbortSignal, onCopied: OnCopied) => Promise<BackupAnswer>;

export interface BackupCall {
  /** Called at once and then regularly, whether more was copied or not. */
  tell(progress: ControlProgress): void;
  /** Ends it when aborted. */
  readonly signal: AbortSignal;
}

export interface BackupsDeps {
  /** Makes one. */
  readonly run: Run;
  /** Called before it is told that one was made. */
  readonly onMade?: (backup: MadeBackup, order: BackupOrder) => Promise<void>;
  /** After so long without progress one is given up. */
  readonly silent_ms?: number;
}

const input = v.object({ to: v.string() });

/** So that whoever waits knows that it goes on. */
const tell_every_ms = 500;
/** How long a stop waits for what is being written; a disk that hangs must not keep it. */
const stop_wait_ms = 2_000;
/** A disk far away may hang, such as one over a network; a slow one writes 8 MiB before. */
const backup_silent_ms = 60_000;

/** Makes backups of one open data folder, one at a time, and counts them. */
export class Backups {
  readonly #deps: BackupsDeps;
  readonly #silent_ms: number;
  readonly #stopping = new AbortController();
  #underWay: { readonly to: string; readonly ended: Promise<unknown> } | undefined;
  /** One that was given up, and still waits for its disk. */
  #hangs = false;
  #succeeded: number | undefined;
  #hasFailed = false;

  constructor(deps: BackupsDeps) {
    this.#deps = deps;
    this.#silent_ms = deps.silent_ms ?? backup_silent_ms;
  }

  /** When the last one was made, as far as is known. Milliseconds since 1970. */
  get succeeded(): number | undefined {
    return this.#succeeded;
  }

  /** Whether one is being made, or was given up and still waits for its disk. */
  get isBusy(): boolean {
    return this.#underWay !== undefined;
  }

  /** Takes one into account that was made before the start. */
  foundMade(at: number): void {
    this.#succeeded = Math.max(this.#succeeded ?? 0, at);
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** As the command line asks for it. The request is not validated yet. */
  async ask(asked: unknown, call: BackupCall): Promise<BackupAnswer> {
    const parsed = v.safeParse(input, asked);
    if (!parsed.success) return failed('A backup needs a folder.');
    return this.make({ to: parsed.output.to }, call);
  }

  /** Of two that are asked for at once the second is refused. `order.to`: an absolute path. */
  async make(order: BackupOrder, { tell, signal }: BackupCall): Promise<BackupAnswer> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return refusal;
    let progress: ControlProgress = { bytes: 0, of: 0 };
    let heard = systemClock.elapsed();
    const silent = new AbortController();
    const ending = AbortSignal.any([signal, silent.signal, this.#stopping.signal]);
    const running = this.#deps.run(order, ending, (bytes, of) => {
      progress = { bytes, of };
      heard = systemClock.elapsed();
    });
    const ended = running.finally(() => {
      this.#underWay = undefined;
      this.#hangs = false;
    });
    this.#underWay = { to: order.to, ended };
    tell(progress);
    let giveUp = (_: Failed): void => {};
    const givenUp = new Promise<Failed>((resolve) => (giveUp = resolve));
    const cancel = systemClock.every(Math.min(tell_every_ms, this.#silent_ms), () => {
      tell(progress);
      if (systemClock.elapsed() - heard < this.#silent_ms) return;
      this.#hangs = true;
      const why = `its disk did not answer for ${this.#silent_ms / 1_000} s`;
      silent.abort(new Error(why));
      giveUp(failed(`The backup ${order.to} was not made: ${why}. The server goes on.`));
    });
    try {
      const made = await Promise.race([ended, givenUp]);
      this.#hasFailed = !made.ok;
      if (made.ok) {
        this.#succeeded = systemClock.now();
        tell(progress);
        await this.#deps.onMade?.(made.backup, order);
      }
      return made;
    } finally {
      cancel();
    }
  }

  #refusal(): Failed | undefined {
    if (this.#underWay === undefined) return undefined;
    const { to } = this.#underWay;
    return failed(
      this.#hangs
        ? `The disk of the backup ${to} still does not answer: see to that disk first.`
        : `Another backup is under way, ${to}: try again when it is done.`,
    );
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
    const help =
      'When the last backup was made, in Unix time: since the start, or a daily one before it.';
    return [gauge('shardbell_backup_last_success_seconds', help, seconds), failedLast];
  }
}
