/** Tries of one address: so many at once, then one more each so often. */
const tries_burst = 10;
const try_refill_ms = 6_000;
/** Addresses remembered; the one heard of longest ago goes first. */
const addresses_max = 10_000;

interface Bucket {
  tries: number;
  at: number;
}

/** How often one address may try a password, so that guessing is slow and the queue stays short. */
export class AddressLimit {
  /** In the order in which they were heard of last. */
  readonly #buckets = new Map<string, Bucket>();

  /** Whether this try may be made; takes it if so. */
  take(address: string, now: number): boolean {
    const key = network(address);
    const before = this.#buckets.get(key) ?? { tries: tries_burst, at: now };
    const refilled = before.tries + Math.max(0, now - before.at) / try_refill_ms;
    const tries = Math.min(tries_burst, refilled);
    const allowed = tries >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tries: allowed ? tries - 1 : tries, at: now });
    if (this.#buckets.size > addresses_max) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    return allowed;
  }

  /** The password was right: such a try does not count. */
  giveBack(address: string): void {
    const bucket = this.#buckets.get(network(address));
    if (bucket !== undefined) bucket.tries += 1;
  }
}

/** One customer has a whole /64 of IPv6 addresses, so that is what is counted. */
function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!address.includes(':')) return address;
  const [front = '', back] = address.split('%')[0]!.split('::');
  const head = front === '' ? [] : front.split(':');
  const tail = back === undefined || back === '' ? [] : back.split(':');
  const groups = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return groups.slice(0, 4).join(':');
}
