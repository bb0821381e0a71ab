export interface UnheardBounds {
  readonly per_network_max: number;
  readonly in_all_max: number;
}

/**
 * Connections that have not said anything yet. Where there are too many, the oldest of the network
 * with the most is closed, so that silent ones cannot keep others out.
 */
export class Unheard<T> {
  readonly #bounds: UnheardBounds;
  readonly #networks = new Map<T, string>();
  /** By network, oldest first. */
  readonly #byNetwork = new Map<string, Set<T>>();

  constructor(bounds: UnheardBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#networks.size;
  }

  /** Adds one. Returns the one that must be closed for it, if any. */
  add(one: T, network: string): T | undefined {
    const gone = this.#tooMany(network);
    if (gone !== undefined) this.delete(gone);
    this.#networks.set(one, network);
    const own = this.#byNetwork.get(network) ?? new Set();
    this.#byNetwork.set(network, own.add(one));
    return gone;
  }

  /** Removes one that has spoken or is gone. */
  delete(one: T): void {
    const network = this.#networks.get(one);
    if (network === undefined) return;
    this.#networks.delete(one);
    const own = this.#byNetwork.get(network)!;
    own.delete(one);
    if (own.size === 0) this.#byNetwork.delete(network);
  }

  #tooMany(network: string): T | undefined {
    const { per_network_max, in_all_max } = this.#bounds;
    const own = this.#byNetwork.get(network);
    if (own !== undefined && own.size >= per_network_max) return firstOf(own);
    if (this.size < in_all_max) return undefined;
    let most = new Set<T>();
    for (const one of this.#byNetwork.values()) if (one.size > most.size) most = one;
    return firstOf(most);
  }
}

function firstOf<T>(all: Iterable<T>): T | undefined {
  for (const one of all) return one;
  return undefined;
}
