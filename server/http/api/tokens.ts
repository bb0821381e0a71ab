import { errors, jwtVerify, SignJWT } from 'jose';
import type { Account } from '../../../actors/roster/accounts/account.ts';
import type { Secrets } from '../../../actors/roster/tokens/secrets.ts';
import type { ServerSecrets } from '../../../actors/roster/tokens/server-secrets.ts';
import type { Role } from './role.ts';

export interface ApiTokenDeps {
  readonly secrets: Secrets;
  readonly serverSecrets: Pick<ServerSecrets, 'get' | 'make'>;
  account(id: string): Account | undefined;
}

export interface MadeToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

const api_token_life_ms = 8 * 60 * 60 * 1000;
/** Allowed clock difference between those who read tokens. */
const skew_seconds = 30;
const issuer = 'shardbell';
const audience = 'shardbell-api';
const algorithm = 'HS256';

/**
 * Bearer tokens of the HTTP API: JWTs for an account, valid until they expire, its password changes,
 * or it is signed out everywhere, disabled or deleted.
 */
export class ApiTokens {
  readonly #deps: ApiTokenDeps;

  constructor(deps: ApiTokenDeps) {
    this.#deps = deps;
  }

  /** `undefined` when the secret that signs them could not be stored. */
  async make(account: Account, role: Role): Promise<MadeToken | undefined> {
    const { serverSecrets } = this.#deps;
    const secret = serverSecrets.get('api-token') ?? (await serverSecrets.make('api-token'));
    if (secret === undefined) return undefined;
    const now = Math.floor(this.#deps.secrets.now() / 1000);
    const expires = now + api_token_life_ms / 1000;
    const claims = {
      unique_name: account.userName ?? account.name,
      role,
      account_id: account.id,
      stamp: this.#stampOf(account, secret),
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(account.id)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(expires)
      .sign(bytesOf(secret));
    return { token, expires: expires * 1000 };
  }

  /** The account as it is now; `undefined` for an invalid token. */
  async read(token: string): Promise<Account | undefined> {
    const secret = this.#deps.serverSecrets.get('api-token');
    // Without a secret no token was ever signed.
    if (secret === undefined) return undefined;
    try {
      const { payload } = await jwtVerify<{ stamp?: unknown }>(token, bytesOf(secret), {
        algorithms: [algorithm],
        issuer,
        audience,
        clockTolerance: skew_seconds,
        currentDate: new Date(this.#deps.secrets.now()),
        requiredClaims: ['exp', 'sub', 'stamp'],
      });
      const account = this.#deps.account(payload.sub ?? '');
      if (account === undefined) return undefined;
      return payload.stamp === this.#stampOf(account, secret) ? account : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  /** Changes with the password, which gets a new salt each time, and when all is signed out. */
  #stampOf({ passwordHash, signedOut }: Account, secret: string): string {
    const since = signedOut === null ? '' : ` ${signedOut}`;
    return this.#deps.secrets.hash(`${secret} ${passwordHash ?? ''}${since}`);
  }
}

function bytesOf(secret: string): Uint8Array {
  return Buffer.from(secret, 'base64url');
}
