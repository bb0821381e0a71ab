import type { Lease, LeasedWork } from '../../server/platform/lease.ts';

interface Candidate {
  readonly work: LeasedWork;
  isWorking: boolean;
}

/** One lease for several servers of this process: the first gets it, and the test passes it on. */
export class MemoryLease implements Lease {
  readonly #candidates: Candidate[] = [];
  #moving: Promise<void> = Promise.resolve();

  take(work: LeasedWork): () => Promise<void> {
    const candidate: Candidate = { work, isWorking: false };
    this.#candidates.push(candidate);
    this.#next();
    return () =>
      this.#inTurn(async () => {
        const at = this.#candidates.indexOf(candidate);
        if (at >= 0) this.#candidates.splice(at, 1);
        await stop(candidate);
        this.#next();
      });
  }

  /** The next one's turn, once whoever has it stopped. */
  pass(): Promise<void> {
    return this.#inTurn(async () => {
      const first = this.#candidates.shift();
      if (first === undefined) return;
      this.#candidates.push(first);
      await stop(first);
      this.#next();
    });
  }

  /** The next one begins, and whoever had it is not told. */
  steal(): Promise<void> {
    return this.#inTurn(async () => {
      this.#candidates.push(this.#candidates.shift()!);
      start(this.#candidates[0]!);
    });
  }

  #next(): void {
    const [first] = this.#candidates;
    if (first !== undefined && !this.#candidates.some(({ isWorking }) => isWorking)) start(first);
  }

  #inTurn(move: () => Promise<void>): Promise<void> {
    this.#moving = this.#moving.then(move);
    return this.#moving;
  }
}

function start(candidate: Candidate): void {
  candidate.isWorking = true;
  candidate.work.start();
}

async function stop(candidate: Candidate): Promise<void> {
  if (!candidate.isWorking) return;
  await candidate.work.stop();
  candidate.isWorking = false;
}
