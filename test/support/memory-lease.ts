import type { Lease, LeasedName, LeasedWork } from '../../server/platform/lease.ts';

interface Candidate {
  readonly work: LeasedWork;
  isWorking: boolean;
}

/** Leases for several servers of this process: the first gets each, and the test passes that on Discord on. */
export class MemoryLease implements Lease {
  readonly #candidates: Readonly<Record<LeasedName, Candidate[]>> = { discord: [], webhooks: [] };
  #moving: Promise<void> = Promise.resolve();

  take(name: LeasedName, work: LeasedWork): () => Promise<void> {
    const candidate: Candidate = { work, isWorking: false };
    const candidates = this.#candidates[name];
    candidates.push(candidate);
    startNext(candidates);
    return () =>
      this.#inTurn(async () => {
        const at = candidates.indexOf(candidate);
        if (at >= 0) candidates.splice(at, 1);
        await stop(candidate);
        startNext(candidates);
      });
  }

  /** The next one's turn, once whoever has it stopped. */
  pass(): Promise<void> {
    return this.#inTurn(async () => {
      const candidates = this.#candidates.discord;
      const first = candidates.shift();
      if (first === undefined) return;
      candidates.push(first);
      await stop(first);
      startNext(candidates);
    });
  }

  /** The next one begins, and whoever had it is not told. */
  steal(): Promise<void> {
    return this.#inTurn(async () => {
      const candidates = this.#candidates.discord;
      candidates.push(candidates.shift()!);
      start(candidates[0]!);
    });
  }

  #inTurn(move: () => Promise<void>): Promise<void> {
    this.#moving = this.#moving.then(move);
    return this.#moving;
  }
}

function startNext(candidates: readonly Candidate[]): void {
  const [first] = candidates;
  if (first !== undefined && !candidates.some(({ isWorking }) => isWorking)) start(first);
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
