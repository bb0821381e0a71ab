import { isIP } from 'node:net';
import * as v from 'valibot';

/** One setting: the loader, the help and docs/settings.md are made from it. */
export interface Setting<T> {
  /** Its name in the environment. */
  readonly env: string;
  /** How its text in the environment is read. */
  readonly read: (text: string) => unknown;
  readonly schema: v.GenericSchema<unknown, T>;
  /** Completes "… must be". */
  readonly must: string;
  readonly fallback: T;
  /** Shown instead of the default, where that would say nothing. */
  readonly fallbackText?: string;
  /** Never shown, not even where it is invalid. */
  readonly secret?: boolean;
  readonly sentence: string;
}

/** Names as they stand in shardbell.config.json. */
export const settingsTable = {
  host: setting({
    env: 'SHARDBELL_HOST',
    read: asText,
    schema: v.pipe(v.string(), v.check(isHost)),
    must: 'a host name or an IP address without brackets',
    fallback: '127.0.0.1',
    sentence: 'Address to listen on. 0.0.0.0 takes connections from everywhere.',
  }),
  port: setting({
    env: 'SHARDBELL_PORT',
    read: asNumber,
    schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
    must: 'a whole number from 0 to 65535',
    fallback: 4600,
    sentence: 'Port to listen on. 0 lets the system pick a free one.',
  }),
  data: setting({
    env: 'SHARDBELL_DATA',
    read: asText,
    schema: v.pipe(v.string(), v.minLength(1)),
    must: 'a path',
    fallback: './data',
    sentence:
      'Folder of everything that is kept, made if it is not there. Only in the environment, for the configuration file is in that folder.',
  }),
  origins: setting({
    env: 'SHARDBELL_ORIGINS',
    read: asList,
    schema: v.array(v.pipe(v.string(), v.check(isOrigin))),
    must: 'origins such as https://help.example.org (a list in the file, separated by commas in the environment)',
    fallback: [] as string[],
    fallbackText: '`http://127.0.0.1:PORT`, `http://localhost:PORT` and `http://[::1]:PORT`',
    sentence:
      'Origins whose pages may sign in and open the socket, and whose hosts requests may name; the one of publicUrl is always among them.',
  }),
  publicUrl: setting({
    env: 'SHARDBELL_PUBLIC_URL',
    read: asText,
    schema: v.optional(v.pipe(v.string(), v.check(isWebAddress), v.transform(withoutSlash))),
    must: 'an address such as https://help.example.org',
    fallback: undefined,
    fallbackText: 'the address it listens on',
    sentence:
      'Address under which people reach the web client; sign-in links start with it, and https makes the cookie Secure.',
  }),
  trustProxy: setting({
    env: 'SHARDBELL_TRUST_PROXY',
    read: asFlag,
    schema: v.boolean(),
    must: 'true or false',
    fallback: false,
    sentence:
      "Whether the caller's address is the last one in X-Forwarded-For. Only behind a proxy that always sets it.",
  }),
  connectionsMax: setting({
    env: 'SHARDBELL_CONNECTIONS_MAX',
    read: asNumber,
    schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
    must: 'a whole number from 1 to 1000000',
    fallback: 10_000,
    sentence:
      'Sockets that may be open at once; one more is told to come back later. The last tenth, at most 100, is kept for shards and staff.',
  }),
  connectionsPerAccountMax: setting({
    env: 'SHARDBELL_CONNECTIONS_PER_ACCOUNT_MAX',
    read: asNumber,
    schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
    must: 'a whole number from 1 to 10000',
    fallback: 10,
    sentence:
      'Sockets that one account may have open at once, one for each page; staff may have more.',
  }),
  discordToken: setting({
    env: 'SHARDBELL_DISCORD_TOKEN',
    read: asText,
    schema: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/u))),
    must: 'the token of a Discord bot, printable and without blanks',
    fallback: undefined,
    fallbackText: 'none, and then Discord is off',
    secret: true,
    sentence:
      'Token of the Discord bot. Whoever has it is the bot: better in the environment than in the file.',
  }),
  discordApi: setting({
    env: 'SHARDBELL_DISCORD_API',
    read: asText,
    schema: v.pipe(v.string(), v.check(isWebAddress), v.transform(withoutSlash)),
    must: 'an address such as https://discord.com/api',
    fallback: 'https://discord.com/api',
    sentence: 'Where the API of Discord is, without a version: for a proxy, or for tests.',
  }),
  discordCdn: setting({
    env: 'SHARDBELL_DISCORD_CDN',
    read: asText,
    schema: v.pipe(v.string(), v.check(isWebAddress), v.transform(withoutSlash)),
    must: 'an address such as https://cdn.discordapp.com',
    fallback: 'https://cdn.discordapp.com',
    sentence: 'Where the files of Discord are.',
  }),
  backupDir: setting({
    env: 'SHARDBELL_BACKUP_DIR',
    read: asText,
    schema: v.optional(v.pipe(v.string(), v.minLength(1))),
    must: 'a path',
    fallback: undefined,
    fallbackText: 'none, and then there are no daily backups',
    sentence:
      'Folder in which a backup is made each day. It must be there, outside the data folder: best on another disk.',
  }),
  backupHour: setting({
    env: 'SHARDBELL_BACKUP_HOUR',
    read: asNumber,
    schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(23)),
    must: 'a whole number from 0 to 23',
    fallback: 4,
    sentence: 'Hour at which the daily backup is made, in the local time of the server.',
  }),
  backupCount: setting({
    env: 'SHARDBELL_BACKUP_COUNT',
    read: asNumber,
    schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366)),
    must: 'a whole number from 1 to 366',
    fallback: 7,
    sentence: 'How many daily backups are kept; older ones are removed.',
  }),
  webhooksPrivate: setting({
    env: 'SHARDBELL_WEBHOOKS_PRIVATE',
    read: asFlag,
    schema: v.boolean(),
    must: 'true or false',
    fallback: false,
    sentence:
      'Whether webhooks may send to this machine and to private networks, by http too and on any port. Whoever may set webhooks up then reaches what listens there.',
  }),
  logLevel: setting({
    env: 'SHARDBELL_LOG_LEVEL',
    read: asText,
    schema: v.picklist(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    must: 'trace, debug, info, warn, error, fatal or silent',
    fallback: 'info',
    sentence: 'The least important thing that is logged.',
  }),
};

export type SettingName = keyof typeof settingsTable;
export type Settings = {
  readonly [N in SettingName]: (typeof settingsTable)[N] extends Setting<infer T> ? T : never;
};

export const config_file = 'shardbell.config.json';

function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

function asText(text: string): unknown {
  return text.trim();
}

function asNumber(text: string): unknown {
  return /^\s*\d+\s*$/u.test(text) ? Number(text) : text;
}

function asFlag(text: string): unknown {
  const folded = text.trim().toLowerCase();
  return folded === 'true' ? true : folded === 'false' ? false : text;
}

function asList(text: string): unknown {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  return /^[a-z0-9.-]{1,253}$/iu.test(text) && URL.canParse(`http://${text}`);
}

function isOrigin(text: string): boolean {
  const url = parsed(text);
  return url !== undefined && url.origin === text.toLowerCase();
}

function isWebAddress(text: string): boolean {
  const url = parsed(text);
  if (url === undefined || url.search !== '' || url.hash !== '') return false;
  return url.username === '' && url.password === '';
}

function parsed(text: string): URL | undefined {
  if (!/^https?:\/\//iu.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/u, '');
}
