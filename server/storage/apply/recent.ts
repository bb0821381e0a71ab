/**
 * A cache of the last value of each key, with a bound on keys: the one put longest ago is dropped.
 */
export class Recent<T> {
  readonly #keys_max: number;
  readonly #values = new Map<string, T>();

  constructor(keys_max: number) {
    this.#keys_max = keys_max;
  }

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  put(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#keys_max) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }
}
