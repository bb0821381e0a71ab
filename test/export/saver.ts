import type { ApiSite, Who } from '../http/api/api-site.ts';
import { cookieOf, type Reply } from '../http/site.ts';
import { assert } from '../support/suite.ts';

export const reader = { language: 'en', zone: 'Europe/Berlin' } as const;

/** Somebody in a browser, who saves what the page offers. */
export class Saver {
  readonly #api: ApiSite;
  readonly cookie: string;

  private constructor(api: ApiSite, cookie: string) {
    this.#api = api;
    this.cookie = cookie;
  }

  static async come(api: ApiSite, { id }: Who, restricted = false): Promise<Saver> {
    const { site } = api;
    const reply = await site.post('/web/link', { secret: await site.link(id, restricted) });
    assert.is(reply.status, 200);
    return new Saver(api, cookieOf(reply));
  }

  wish(wish: object): Promise<Reply> {
    const whole = { reader, ...wish };
    return this.#api.site.post('/web/downloads', whole, { cookie: this.cookie });
  }

  get(path: string): Promise<Reply> {
    return this.#api.site.ask('GET', `/web/downloads${path}`, this.#headers());
  }

  /** What it saves; the body is in `text` as Latin 1. */
  async save(wish: object): Promise<Reply & { readonly body: string; readonly id: string }> {
    const asked = await this.wish(wish);
    assert.is(asked.status, 200, asked.text);
    const { id, name } = asked.json() as { id: string; name: string };
    const reply = await this.get(`/${id}/${name}`);
    assert.is(reply.status, 200);
    assert.is(reply.headers['content-disposition'], `attachment; filename="${name}"`);
    const body = Buffer.from(reply.text, 'latin1').toString();
    return Object.assign(reply, { body, id });
  }

  /** The code of a refusal. */
  async refusal(wish: object): Promise<[status: number, code: string]> {
    const { status, json } = await this.wish(wish);
    return [status, (json() as { code: string }).code];
  }

  #headers(): Record<string, string> {
    return { cookie: this.cookie, host: `127.0.0.1:${this.#api.site.port}` };
  }
}

/** The id that the wire has for a ticket with this number. */
export function idOf(api: ApiSite, number: number): string {
  return api.storage.tables.idOfNumber(number)!;
}

export function bytesOf({ text }: Pick<Reply, 'text'>): Uint8Array {
  return Buffer.from(text, 'latin1');
}
