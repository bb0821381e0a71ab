import { UnfitEntry } from './apply.ts';
import { Batch } from './batch.ts';
import type { CommitCount } from './commit-count.ts';
import type { LmdbDatabases, LmdbWrite } from './databases.ts';
import type { Position } from './log.ts';
import type { DiskWatch } from './disk/disk-watch.ts';
import type { Owner } from './owner.ts';
import { UnderWay, rejectAll, type Ended, type Job, type Member } from './under-way.ts';

export interface GroupCommitParts {
  readonly dbs: LmdbDatabases;
  readonly owner: Owner;
  readonly disk: DiskWatch;
  readonly count: CommitCount;
  /** Of the last entry. */
  readonly last: Position;
  /** How long a batch may take before its outcome counts as unknown. */
  readonly commit_wait_ms: number;
  /** And how much longer before the store counts as lost. */
  readonly lost_after_ms: number;
  /** Called with what was met while it was read what a write goes by. */
  readonly onReadFault: (error: unknown) => void;
  /** Called after each batch that is on disk, before anybody who wrote in it is answered. */
  readonly onWritten: (batch: Batch) => void;
  /** Called at most once: nothing can be written any more. */
  readonly onLost: (sentence: string) => void;
}

type Settled =
  | { readonly kind: 'written' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'failed'; readonly cause: unknown };

const batch_jobs_max = 1_024;
const batch_bytes_max = 16 * 1024 * 1024;
const waiting_jobs_max = 100_000;

/**
 * Writes what came in one event-loop turn, and what came while the disk was busy, with one flush.
 * There is never more than one batch under way: what is read while the next one is put together is
 * all there is, no position is given out above one that is open, and whatever waits behind a batch
 * that hangs was certainly not written.
 */
export class GroupCommit {
  readonly #parts: GroupCommitParts;
  #waiting: Member[] = [];
  #last: Position;
  /**
   * `late`: the batch under way took longer than `commit_wait_ms`. `stray`: what was written is not
   * where the next start would look for it.
   */
  #phase: 'idle' | 'due' | 'writing' | 'late' | 'stray' | 'lost' = 'idle';
  #timer: NodeJS.Timeout | undefined;
  #closing: (() => void) | undefined;

  constructor(parts: GroupCommitParts) {
    this.#parts = parts;
    this.#last = parts.last;
  }

  submit<T>(job: Job<T>): Promise<Ended<T>> {
    return new Promise((resolve) => {
      const from = performance.now();
      const end = (ended: Ended<T>): void => {
        this.#parts.count.add(ended.kind, performance.now() - from);
        resolve(ended);
      };
      const refusal = this.fault();
      if (refusal !== undefined) return end({ kind: 'rejected', cause: new Error(refusal) });
      // The member is ended with what this very job came to.
      this.#waiting.push({ job, end: end as Member['end'] });
      if (this.#phase === 'idle') this.#due();
    });
  }

  /** Takes nothing more. Resolves to whether all that was taken came to its end. */
  close(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#closing = () => resolve(this.#phase === 'idle');
      if (this.#phase !== 'due' && this.#phase !== 'writing') this.#closing();
    });
  }

  /** Why nothing can be written at this moment, if nothing can. */
  fault(): string | undefined {
    if (this.#phase === 'lost') return 'the data folder is lost to this server';
    const { trouble } = this.#parts.disk;
    if (trouble !== undefined) return trouble.sentence;
    if (this.#phase === 'late') return 'the disk does not answer';
    if (this.#closing !== undefined) return 'the journal is closed';
    if (this.#waiting.length >= waiting_jobs_max) return 'too many writes wait for the disk';
    return undefined;
  }

  #due(): void {
    this.#phase = 'due';
    setImmediate(() => this.#write(this.#take()));
  }

  /**
   * In order, but of each subject at most one whose outcome may differ from that of the others: where
   * the outcome of a flush is unknown, a subject has one that is open.
   */
  #take(): Member[] {
    let bytes = 0;
    const taken: Member[] = [];
    let left: Member[] = [];
    const subjects = new Map<string, 'shared' | 'taken'>();
    for (const [i, member] of this.#waiting.entries()) {
      const { job } = member;
      bytes += job.bytes;
      if (i === batch_jobs_max || (i > 0 && bytes > batch_bytes_max)) {
        left = left.concat(this.#waiting.slice(i));
        break;
      }
      if (job.subject === undefined) taken.push(member);
      else {
        const before = subjects.get(job.subject);
        const isLeft = before === 'taken' || (before !== undefined && job.isConditional === true);
        (isLeft ? left : taken).push(member);
        subjects.set(job.subject, isLeft || job.isConditional === true ? 'taken' : 'shared');
      }
    }
    this.#waiting = left;
    return taken;
  }

  #write(waited: readonly Member[]): void {
    const { dbs, owner, commit_wait_ms } = this.#parts;
    const batch = new Batch(dbs, this.#last);
    const joined: { readonly member: Member; readonly value: unknown }[] = [];
    for (const member of waited) {
      try {
        joined.push({ member, value: member.job.join(batch) });
      } catch (cause) {
        // It added nothing, so the others go on without it.
        if (!(cause instanceof UnfitEntry)) this.#parts.onReadFault(cause);
        rejectAll([member], cause);
      }
    }
    const underWay = new UnderWay(
      joined.map(({ member }) => member),
      joined.map(({ value }) => value),
    );
    // Taken for good, whatever becomes of the batch: no position ever stands for two entries.
    this.#last = batch.last;
    const writes = batch.finish();
    if (writes.length === 0) {
      underWay.written();
      return this.#next();
    }
    this.#phase = 'writing';
    this.#timer = setTimeout(() => this.#late(underWay), commit_wait_ms);
    owner.write(writes as readonly LmdbWrite[]).then(
      (ours) => this.#settle(underWay, { kind: ours ? 'written' : 'foreign' }, batch),
      (cause: unknown) => this.#settle(underWay, { kind: 'failed', cause }, batch),
    );
  }

  #settle(underWay: UnderWay<unknown>, how: Settled, batch: Batch): void {
    clearTimeout(this.#timer);
    switch (how.kind) {
      case 'written': {
        const trouble = this.#parts.disk.misplaced();
        if (trouble !== undefined) return this.#stray(underWay, batch, new Error(trouble.sentence));
        return this.#written(underWay, batch);
      }
      case 'foreign': {
        const sentence = 'Another server has taken over the data folder.';
        underWay.rejected(new Error(sentence));
        return this.#lose(sentence);
      }
      case 'failed':
        if (this.#parts.owner.isSound()) {
          underWay.rejected(how.cause);
          return this.#next();
        }
        underWay.unknown(how.cause);
        underWay.lost();
        return this.#lose('The disk failed while the data folder was written.');
    }
  }

  #written(underWay: UnderWay<unknown>, batch: Batch): void {
    this.#parts.onWritten(batch);
    underWay.written();
    this.#next();
  }

  /** It counts as written once the data is back in its place, and else never did. */
  #stray(underWay: UnderWay<unknown>, batch: Batch, cause: Error): void {
    this.#phase = 'stray';
    rejectAll(this.#waiting.splice(0), cause);
    underWay.unknown(cause);
    this.#parts.disk.onceOpen(() => this.#written(underWay, batch));
    this.#closing?.();
  }

  #late(underWay: UnderWay<unknown>): void {
    const { commit_wait_ms, lost_after_ms } = this.#parts;
    this.#phase = 'late';
    const cause = new Error(`the disk did not answer within ${commit_wait_ms} ms`);
    this.#timer = setTimeout(() => {
      underWay.lost();
      this.#lose('The disk below the data folder does not answer.');
    }, lost_after_ms);
    rejectAll(this.#waiting.splice(0), cause);
    underWay.unknown(cause);
    this.#closing?.();
  }

  #lose(sentence: string): void {
    if (this.#phase === 'lost') return;
    this.#phase = 'lost';
    rejectAll(this.#waiting.splice(0), new Error(sentence));
    this.#closing?.();
    this.#parts.onLost(sentence);
  }

  #next(): void {
    // What answers after it was given up may be on disk, but was told to nobody.
    if (this.#phase === 'lost') return;
    this.#phase = 'idle';
    if (this.#waiting.length > 0) this.#due();
    else this.#closing?.();
  }
}
