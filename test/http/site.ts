import { hasQueueAccess } from '../../protocol/permissions.ts';
import type { Files, FilesDeps } from '../../server/files/files.ts';
import { noFileRoutes } from '../support/no-files.ts';
import { request, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { openAccess, type Access } from '../../server/identity/access.ts';
import type { Settings } from '../../server/config/settings-table.ts';
import { createApp, httpServer, type ReadyCheck } from '../../server/http/app.ts';
import type { DiscordFilesDeps } from '../../server/http/discord-files.ts';
import { Passwords } from '../../server/identity/password.ts';
import type { AnyFigure } from '../../server/platform/figure.ts';
import type { Head } from '../../server/projections/head.ts';
import { Metrics } from '../../server/http/metrics.ts';
import { Origins } from '../../server/http/origins.ts';
import { logTo } from '../../server/platform/log.ts';
import { SecurityLog } from '../../server/identity/security-log.ts';
import { nodeSecrets } from '../../server/platform/secrets.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { sentenceOf } from '../../protocol/refused.ts';
import { openTickets, type SiteTickets } from './tickets.ts';
import type { Turns } from '../../server/platform/turns.ts';
import { endlessTurns } from '../support/turns.ts';

/** What passwords cost where the point is another, so that a slow machine tries many of them too. */
export const cheap = { logN: 10, r: 8, p: 1 };

export interface SiteOptions {
  readonly settings?: Partial<Pick<Settings, 'origins' | 'publicUrl' | 'trustProxy'>>;
  readonly storage?: Storage;
  readonly turns?: Turns;
  readonly webFolder?: string;
  readonly checks?: readonly ReadyCheck[];
  readonly figures?: () => readonly AnyFigure[];
  readonly logLevel?: 'info' | 'debug';
  /** See `Head`; nothing is behind where it is left out. */
  readonly reached?: Head['reached'];
  readonly discordFiles?: Omit<DiscordFilesDeps, 'now'>;
  /** Takes files of messages; none are taken where it is left out. */
  readonly files?: (deps: Pick<FilesDeps, 'tables' | 'isBounded'>) => Files;
}

interface SiteDeps {
  readonly access: Access;
  readonly tickets: SiteTickets;
  readonly port: number;
  readonly logged: string[];
  readonly security: SecurityLog;
  readonly clock: { time: number };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  json(): unknown;
}

/** The HTTP routes over a real socket, on storage in memory. */
export class Site {
  readonly access: Access;
  readonly tickets: SiteTickets;
  readonly port: number;
  readonly logged: string[];
  readonly security: SecurityLog;
  /** The server's clock stands still unless it is moved, however slow the machine is. */
  readonly clock: { time: number };
  readonly #close: () => Promise<void>;

  private constructor(deps: SiteDeps, close: () => Promise<void>) {
    this.access = deps.access;
    this.tickets = deps.tickets;
    this.port = deps.port;
    this.logged = deps.logged;
    this.security = deps.security;
    this.clock = deps.clock;
    this.#close = close;
  }

  static async open(options: SiteOptions = {}): Promise<Site> {
    const settings = {
      host: '127.0.0.1',
      port: 0,
      origins: [],
      publicUrl: undefined,
      trustProxy: false,
    };
    const given = { ...settings, ...options.settings };
    const clock = { time: Date.now() };
    const secrets = { ...nodeSecrets, now: () => clock.time };
    const storage = options.storage ?? openMemoryStorage();
    const access = await openAccess(storage.records, secrets, undefined, new Passwords(cheap));
    const files = options.files?.({
      tables: storage.tables,
      isBounded: (account) => !hasQueueAccess(access.roster.rightsOf(account)),
    });
    const tickets = openTickets(storage, access.roster, () => clock.time, files);
    const origins = new Origins(given);
    const logged: string[] = [];
    const log = logTo(options.logLevel ?? 'info', {
      write: (line: string) => void logged.push(line),
    });
    const security = new SecurityLog(log);
    const app = createApp({
      head: { reached: options.reached ?? (() => undefined) },
      security,
      discordFiles: {
        messages: () => undefined,
        signing: () => undefined,
        ...options.discordFiles,
        now: () => clock.time,
      },
      access,
      turns: options.turns ?? endlessTurns(),
      origins,
      metrics: new Metrics(options.figures ?? (() => [])),
      checks: options.checks ?? [],
      log,
      trustProxy: given.trustProxy,
      webFolder: options.webFolder ?? '/nowhere',
      ticketService: tickets.ticketService,
      files: files ?? noFileRoutes,
      playerOf: () => undefined,
      queue: tickets.queue,
      tables: storage.tables,
      people: {
        access,
        tables: storage.tables,
        blobs: files ?? noFileRoutes,
        staffName: tickets.ticketService.staffName,
        *activeNumbers() {
          for (const { number } of tickets.queue.active()) yield number;
        },
      },
      categories: () => [...tickets.settings.categories, ...tickets.retired],
      version: '1.2.3',
    });
    const server = httpServer(app);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    origins.listening(port);
    return new Site({ access, tickets, port, logged, security, clock }, async () => {
      security.stop();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Headers exactly as given, `Host` included, which `fetch` would not let one set. */
  ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string | Uint8Array,
  ): Promise<Reply> {
    return new Promise((settle, fail) => {
      const { port } = this;
      const going = request(
        { host: '127.0.0.1', port, method, path, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('error', fail);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const { statusCode = 0, headers: got } = response;
            settle({
              status: statusCode,
              headers: got,
              text: bytes.toString('latin1'),
              json: () => JSON.parse(bytes.toString()) as unknown,
            });
          });
        },
      );
      going.on('error', fail);
      going.end(body);
    });
  }

  /** As a page of this very server posts. */
  post(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const all = { origin: this.origin, 'content-type': 'application/json', ...headers };
    return this.ask('POST', path, all, body === undefined ? undefined : JSON.stringify(body));
  }

  /** A moderator; with a password, if one is given. */
  async staff(name: string, password?: string): Promise<string> {
    const { staff, passwords } = this.access;
    const made = await staff.createAccount({ name, groups: ['moderators'] });
    if (!made.ok) throw new Error(sentenceOf(made.refusal));
    const { id } = made.value;
    if (password !== undefined) await staff.setPassword(id, (await passwords.hash(password))!);
    return id;
  }

  /** The secret of a fresh sign-in link. */
  async link(account: string, restricted = false): Promise<string> {
    const made = await this.access.links.make(account, restricted);
    if (!made.ok) throw new Error(sentenceOf(made.refusal));
    return made.value;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** What a browser would send back of the cookies that it was given. */
export function cookieOf(reply: Reply): string {
  return (reply.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}
