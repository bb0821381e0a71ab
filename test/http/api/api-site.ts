import type { Right } from '../../../protocol/permissions.ts';
import type { CommandBody } from '../../../protocol/command-body.ts';
import { ApiTokens } from '../../../server/http/api/tokens.ts';
import type { TicketJson } from '../../../server/http/api/ticket-json.ts';
import type { Storage } from '../../../server/storage/storage.ts';
import { openMemoryStorage } from '../../../server/storage/replica/memory-storage.ts';
import { Site, type Reply, type SiteOptions } from '../site.ts';
import { sentenceOf } from '../../../protocol/refused.ts';

/** Somebody with a token of the API. */
export interface Who {
  readonly id: string;
  readonly token: string;
  /** Number of their character, where they have one. */
  readonly character: string | null;
}

const place = { map: 1, x: 1417, y: 1692, z: -5 };
const shard = 'north';

/** The HTTP API over a real socket, with the real ticket service behind it, on storage in memory. */
export class ApiSite {
  readonly site: Site;
  readonly storage: Storage;
  readonly #tokens: ApiTokens;
  #commands = 0;

  private constructor(site: Site, storage: Storage) {
    const { roster, secrets, serverSecrets } = site.access;
    this.site = site;
    this.storage = storage;
    this.#tokens = new ApiTokens({ secrets, serverSecrets, account: (id) => roster.account(id) });
  }

  static async open(options: SiteOptions = {}): Promise<ApiSite> {
    const storage = options.storage ?? openMemoryStorage();
    return new ApiSite(await Site.open({ ...options, storage }), storage);
  }

  /** In these groups; with a token as a sign-in would give it. */
  async staff(name: string, groups: readonly string[] = ['moderators']): Promise<Who> {
    const made = await this.site.access.staff.createAccount({ name, groups });
    if (!made.ok) throw new Error(sentenceOf(made.refusal));
    return this.#who(made.value.id, null);
  }

  /** With these rights and no group but the default one. */
  async holder(name: string, rights: readonly Right[]): Promise<Who> {
    const who = await this.staff(name, []);
    await this.grant(who, rights);
    return who;
  }

  async grant({ id }: Who, rights: readonly Right[]): Promise<void> {
    const { staff } = this.site.access;
    await staff.setGroups(id, []);
    await staff.setRights(id, rights);
  }

  /** A player of the shard, playing a character of theirs. */
  async player(name: string): Promise<Who> {
    const { roster } = this.site.access;
    await roster.upsertAccount(shard, { account: name, name });
    await roster.upsertCharacter(shard, { account: name, character: `c-${name}`, name });
    const { id } = roster.accountOf(shard, name)!;
    const character = roster.characterOf(id, `c-${name}`)!.id;
    this.site.tickets.playing.set(id, character);
    return this.#who(id, character);
  }

  /** Opens a ticket from the game; gives its number. */
  async ring({ id, character }: Who, body: string, category = 'Bug'): Promise<number> {
    const answer = await this.site.tickets.ticketService.command(
      { account: id, restricted: true, surface: 'game' },
      {
        id: this.#command(),
        as: 'player',
        command: { kind: 'open', category, body },
        from: { shard, character, location: place },
      },
    );
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.number;
  }

  /** Opens one as support, for others or for nobody yet. */
  async openFor(
    { id }: Who,
    wish: Omit<Extract<CommandBody, { kind: 'open' }>, 'kind'>,
  ): Promise<number> {
    const answer = await this.site.tickets.ticketService.command(
      { account: id, restricted: false, surface: 'web' },
      { id: this.#command(), as: 'support', command: { kind: 'open', ...wish } },
    );
    if (!answer.ok) throw new Error(answer.refusal.code);
    return answer.number;
  }

  /** By another way than HTTP. */
  async does({ id }: Who, number: number, command: CommandBody): Promise<void> {
    const answer = await this.site.tickets.ticketService.command(
      { account: id, restricted: false, surface: 'web' },
      { id: this.#command(), ticket: this.storage.tables.idOfNumber(number)!, command },
    );
    if (!answer.ok) throw new Error(answer.refusal.code);
  }

  ask(who: Who | undefined, method: string, path: string, body?: unknown): Promise<Reply> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
    const text = isRaw ? body : JSON.stringify(body);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (who !== undefined) headers.authorization = `Bearer ${who.token}`;
    return this.site.ask(method, path, headers, text);
  }

  get(who: Who | undefined, path: string): Promise<Reply> {
    return this.ask(who, 'GET', `/api/help-tickets${path}`);
  }

  async ticket(who: Who, number: number): Promise<TicketJson> {
    return (await this.get(who, `/${number}`)).json() as TicketJson;
  }

  put(who: Who | undefined, path: string, body?: unknown): Promise<Reply> {
    return this.ask(who, 'PUT', `/api/help-tickets${path}`, body);
  }

  setStatus(who: Who, number: number, status: string): Promise<Reply> {
    return this.put(who, `/${number}/status`, { status });
  }

  /** A while passes on the server's clock. */
  wait(wait_ms: number): void {
    this.site.clock.time += wait_ms;
  }

  now(): string {
    return new Date(this.site.clock.time).toISOString();
  }

  close(): Promise<void> {
    return this.site.close();
  }

  async #who(id: string, character: string | null): Promise<Who> {
    const account = this.site.access.roster.account(id)!;
    const made = await this.#tokens.make(account, 'Regular');
    if (made === undefined) throw new Error('no token could be made');
    return { id, token: made.token, character };
  }

  #command(): string {
    this.#commands += 1;
    return `test-${this.#commands}`;
  }
}

/** Opens sites for the tests of a file, and closes them. */
export class ApiSites {
  readonly #open: ApiSite[] = [];

  async open(options?: SiteOptions): Promise<ApiSite> {
    const site = await ApiSite.open(options);
    this.#open.push(site);
    return site;
  }

  async close(): Promise<void> {
    for (const site of this.#open.splice(0)) await site.close();
  }
}
