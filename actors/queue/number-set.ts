/** Numbers in one block, one bit each. */
const block_numbers = 65_536;
const word_bits = 32;

/**
 * A set of numbers that lie close together, such as those of tickets or accounts: about one bit
 * each. Written here, since packages of bitsets are dense from zero or native code.
 */
export class NumberSet {
  readonly #blocks = new Map<number, Uint32Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(number: number): void {
    const at = Math.floor(number / block_numbers);
    const block = this.#blocks.get(at) ?? new Uint32Array(block_numbers / word_bits);
    this.#blocks.set(at, block);
    const inBlock = number % block_numbers;
    const bit = 1 << (inBlock % word_bits);
    const word = inBlock >>> 5;
    if ((block[word]! & bit) !== 0) return;
    block[word]! |= bit;
    this.#size += 1;
  }

  has(number: number): boolean {
    const block = this.#blocks.get(Math.floor(number / block_numbers));
    if (block === undefined) return false;
    const inBlock = number % block_numbers;
    return (block[inBlock >>> 5]! & (1 << (inBlock % word_bits))) !== 0;
  }

  /** In rising or falling order, starting above or below `from`. */
  *inOrder(descending: boolean, from = descending ? Infinity : -1): Generator<number> {
    const blocks = [...this.#blocks.keys()].toSorted((a, b) => (descending ? b - a : a - b));
    for (const at of blocks) {
      const block = this.#blocks.get(at)!;
      for (let i = 0; i < block.length; i++) {
        const word = descending ? block.length - 1 - i : i;
        const bits = block[word]!;
        if (bits === 0) continue;
        for (let j = 0; j < word_bits; j++) {
          const bit = descending ? word_bits - 1 - j : j;
          if ((bits & (1 << bit)) === 0) continue;
          const number = at * block_numbers + word * word_bits + bit;
          if (descending ? number < from : number > from) yield number;
        }
      }
    }
  }
}
