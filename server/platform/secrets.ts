import { createHash, randomBytes } from 'node:crypto';
import type { Secrets } from '../../actors/roster/tokens/secrets.ts';
import { systemClock } from './clock.ts';

/** The roster's secrets, by Node. */
export const nodeSecrets: Secrets = {
  now: () => systemClock.now(),
  make() {
    for (;;) {
      const secret = randomBytes(32).toString('base64url');
      // A key is passed to commands as the value of an option, where a leading dash would start
      // another option.
      if (!secret.startsWith('-')) return secret;
    }
  },
  makeCode: () => {
    const text = Array.from(randomBytes(8), (byte) => code_chars[byte % 32]).join('');
    return `${text.slice(0, 4)}-${text.slice(4)}`;
  },
  hash: (secret) => createHash('sha256').update(secret).digest('base64url'),
};

/** Crockford's 32 characters, none of which looks like another. */
const code_chars = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
