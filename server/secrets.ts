import { createHash, randomBytes } from 'node:crypto';
import type { Secrets } from '../actors/roster/secrets.ts';

/** The roster's secrets, by Node. */
export const nodeSecrets: Secrets = {
  now: () => Date.now(),
  make: () => randomBytes(32).toString('base64url'),
  hash: (secret) => createHash('sha256').update(secret).digest('base64url'),
};
