import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** The cookie of a signed-in browser: same-site, and not readable by scripts. */
export class SessionCookie {
  readonly #name: string;
  readonly #secure: boolean;

  constructor(secure: boolean) {
    this.#secure = secure;
    // The prefix keeps sites on a parent domain from setting it, and requires https.
    this.#name = secure ? '__Host-shardbell' : 'shardbell';
  }

  read(c: Context): string | undefined {
    return getCookie(c, this.#name);
  }

  set(c: Context, token: string, days: number): void {
    this.#write(c, token, days * 24 * 60 * 60);
  }

  clear(c: Context): void {
    this.#write(c, '', 0);
  }

  #write(c: Context, value: string, maxAge: number): void {
    const secure = this.#secure;
    setCookie(c, this.#name, value, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      secure,
      maxAge,
    });
  }
}
