import { FairQueue, type Turn } from '../platform/fair-queue.ts';
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { isBlank } from '../../protocol/visible.ts';
import { isEasyToGuess } from './weak-passwords.ts';

/** As strong as OWASP recommends, with 32 MiB at a time: 2^15 blocks of 1 KiB, three times over. */
const strong = { logN: 15, r: 8, p: 3 };
const salt_bytes = 16;
const hash_bytes = 32;
/** Passwords that may wait: about as many as are checked in 6 s. */
const password_queue_max = 64;
/** Requests of an operator come first. */
const operator: Turn = { name: '', behind: 0, rank: 'operator' };
const password_chars_min = 8;
const password_chars_max = 200;

interface Hash {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/**
 * Why a new password is refused for an account with those names, as a sentence; `undefined` when it
 * is accepted.
 */
export function passwordFault(password: string, names: readonly string[]): string | undefined {
  if (isBlank(password)) return 'The password is blank.';
  if (password.length < password_chars_min) {
    return `The password is shorter than ${password_chars_min} characters.`;
  }
  if (password.length > password_chars_max) {
    return `The password is longer than ${password_chars_max} characters.`;
  }
  if (isEasyToGuess(password, names)) {
    return 'The password is among the first that anybody would try: take several words, or let a password manager make one.';
  }
  return undefined;
}

/**
 * Hashes with scrypt, one at a time: it shares its thread pool with the storage, and eight at once
 * make a write to disk a thousand times slower.
 */
export class Passwords {
  /**
   * A hash that no password has: an unknown user's password is compared with it, so that it costs
   * the same.
   */
  readonly #nobody: Hash;
  readonly #cost: typeof strong;
  readonly #queue = new FairQueue(password_queue_max);

  /** Tests of other things use a lower cost. */
  constructor(cost = strong) {
    this.#cost = cost;
    this.#nobody = { ...cost, salt: randomBytes(salt_bytes), key: randomBytes(hash_bytes) };
  }

  /** The hash of a password; `undefined` when too many wait already. */
  async hash(password: string): Promise<string | undefined> {
    const salt = randomBytes(salt_bytes);
    const key = await this.#queue.add(operator, () =>
      derive(password, { ...this.#cost, salt, key: Buffer.alloc(0) }),
    );
    return key === 'busy' ? undefined : written({ ...this.#cost, salt, key });
  }

  /** `null` for an unknown user, or one without a password. */
  async verify(
    password: string,
    kept: string | null,
    turn: Turn = operator,
  ): Promise<'right' | 'wrong' | 'busy'> {
    const hash = kept === null ? this.#nobody : read(kept);
    const key = await this.#queue.add(turn, () => derive(password, hash));
    if (key === 'busy') return 'busy';
    return timingSafeEqual(key, hash.key) && kept !== null ? 'right' : 'wrong';
  }
}

function derive(password: string, hash: Hash): Promise<Buffer> {
  const { logN, r, p, salt } = hash;
  const N = 2 ** logN;
  const options: ScryptOptions = { N, r, p, maxmem: 2 * 128 * N * r };
  return new Promise((resolve, reject) => {
    // The same password may arrive composed or decomposed, depending on the keyboard.
    scrypt(password.normalize('NFKC'), salt, hash_bytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function written({ logN, r, p, salt, key }: Hash): string {
  return ['scrypt', logN, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

function read(kept: string): Hash {
  const [name, logN, r, p, salt, key] = kept.split('$');
  if (name !== 'scrypt' || salt === undefined || key === undefined) {
    throw new Error('A stored password hash has an unknown form.');
  }
  return {
    logN: Number(logN),
    r: Number(r),
    p: Number(p),
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}
