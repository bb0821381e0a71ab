import { auditedAccount, auditKindOf } from '../../protocol/audit-kinds.ts';
import type { AuditRecord } from '../../protocol/admin-rows.ts';
import type { ArchiveMessage } from '../../actors/discord/store.ts';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { Access } from '../identity/access.ts';
import type { Tables } from '../storage/tables.ts';
import type { StoredNotice } from '../storage/apply/notice-rows.ts';

export interface PersonReads {
  readonly access: Pick<
    Access,
    | 'roster'
    | 'webSessions'
    | 'links'
    | 'discordCodes'
    | 'canned'
    | 'signIns'
    | 'lastSeen'
    | 'audit'
  >;
  readonly tables: Pick<Tables, 'list' | 'get' | 'ticket'>;
}

/** The copy for the person has nothing that only support knows. */
export type Copy = 'own' | 'with_notes';

interface ReadMark {
  readonly ticket: number | null;
  readonly read: number;
  readonly read_by_support?: number;
}

interface Opened {
  readonly created: number;
  readonly expires: number;
}

/** All that is stored about an account beside tickets, as `account.json` tells it. Times are milliseconds since 1970. */
export interface PersonRecords {
  readonly account: {
    readonly number: string;
    readonly name: string;
    readonly user_name: string | null;
    readonly shard: string | null;
    readonly shard_account: string | null;
    readonly created: number;
    readonly created_on_shard?: number;
    readonly groups: readonly string[];
    readonly rights: readonly string[];
    readonly alias: string | null;
    readonly signed_in: number | null;
    /** Exact to some minutes. */
    readonly last_seen: number | null;
    /** Its hash leaves in no copy. */
    readonly has_password: boolean;
    readonly replaced: boolean;
  };
  readonly characters: ReadonlyArray<{
    readonly number: string;
    readonly shard_character: string;
    readonly name: string;
  }>;
  readonly factions: ReadonlyArray<{ readonly number: string; readonly name: string }>;
  readonly discord: {
    readonly user: string;
    /** Discord said that they take no direct messages. */
    readonly takes_no_messages: boolean;
    /** They have the role of players from here. */
    readonly has_role: boolean;
  } | null;
  readonly sessions: readonly Opened[];
  readonly links: readonly Opened[];
  readonly discord_codes: readonly Opened[];
  readonly canned: ReadonlyArray<{
    readonly title: string;
    readonly text: string;
    readonly created: number;
  }>;
  /** Direct messages on Discord, of an archived ticket, that the bot has still to send. */
  readonly archive_messages: ReadonlyArray<{
    readonly ticket: number | null;
    readonly archived: number;
  }>;
  readonly read_marks: readonly ReadMark[];
  /** Replies that are told at the next visit to the game: ticket, and number of the entry in it. */
  readonly notices: ReadonlyArray<{ readonly ticket: number; readonly entry: number }>;
}

/** Rows of a list that one step reads. */
const page_rows = 200;

/** Reads all of it in steps. Secrets and hashes are left out of every copy. */
export function* personRecords(
  { access, tables }: PersonReads,
  account: Account,
  copy: Copy,
): Generator<void, PersonRecords> {
  const { roster, webSessions, links, discordCodes, canned, signIns, lastSeen } = access;
  const { id } = account;
  const characters = yield* roster.everyCharacterOf(id);
  const factions = yield* roster.factionsWith(id);
  const marks: ReadMark[] = [];
  for (const page of pagesOf(tables, 'seen', `${id}/`)) {
    for (const { key, value } of page) {
      const { state } = tables.ticket(key.slice(id.length + 1));
      const { public: read, support } = value as { public: number; support: number };
      marks.push({
        ticket: state?.number ?? null,
        read,
        ...(copy === 'with_notes' && { read_by_support: support }),
      });
    }
    yield;
  }
  const notices = [...pagesOf(tables, 'notice', `${id}/`)]
    .flat()
    .map(({ value }) => value as StoredNotice);
  const waiting: Array<{ ticket: number | null; archived: number }> = [];
  for (const page of pagesOf(tables, 'discord', 'farewell/')) {
    for (const { value } of page) {
      const { ticket, account: to, archived } = value as ArchiveMessage;
      if (to === id)
        waiting.push({ ticket: tables.ticket(ticket).state?.number ?? null, archived });
    }
    yield;
  }
  const user = roster.discord.ofAccount(id)?.user;
  return {
    account: {
      number: id,
      name: account.name,
      user_name: account.userName,
      shard: account.shard,
      shard_account: account.shardAccount,
      created: account.created,
      ...(account.shardCreated !== undefined && { created_on_shard: account.shardCreated }),
      groups: account.groups,
      rights: account.rights,
      alias: account.alias,
      signed_in: signIns.last(account),
      last_seen: lastSeen.last(account.id),
      has_password: account.passwordHash !== null,
      replaced: roster.isReplaced(account),
    },
    characters: characters.map(({ id: number, shardCharacter, name }) => {
      return { number, shard_character: shardCharacter, name };
    }),
    factions: factions.map(({ id: number, name }) => ({ number, name })),
    discord:
      user === undefined
        ? null
        : {
            user,
            takes_no_messages: tables.get('discord', `closed/${user}`) !== undefined,
            has_role: tables.get('discord', `given/${user}`) !== undefined,
          },
    sessions: webSessions.ofAccount(id).map(opened),
    links: links.ofAccount(id).map(opened),
    discord_codes: discordCodes.ofAccount(id).map(opened),
    canned: canned
      .of(id)
      .filter(({ own }) => own)
      .map(({ title, text, created }) => ({ title, text, created })),
    archive_messages: waiting,
    read_marks: marks,
    notices: notices.map(({ number, publicSeq }) => ({ ticket: number, entry: publicSeq })),
  };
}

function opened({ created, expires }: Opened): Opened {
  return { created, expires };
}

/**
 * Records of the audit by this account and about it, newest first, as lines of JSON. The copy for the
 * person names nobody else: of what they changed it has when and of what kind, of what was changed
 * about them all but who did it.
 */
export function* auditLines(
  { access }: PersonReads,
  id: string,
  copy: Copy,
): Generator<string, void> {
  let before: number | undefined;
  do {
    const page = access.audit.page(before, page_rows);
    yield page.records.flatMap((record) => lineOf(record, id, copy) ?? []).join('');
    before = page.more ? page.records.at(-1)?.seq : undefined;
  } while (before !== undefined);
}

function lineOf(record: AuditRecord, id: string, copy: Copy): string | undefined {
  const isAbout = auditedAccount(record) === id;
  const isBy = record.account === id;
  if (!isAbout && !isBy) return undefined;
  const { at, from, to, what } = record;
  if (copy === 'with_notes') return line(record);
  if (isAbout) return line({ at, what, from, to });
  return line({ at, kind: auditKindOf(what)?.kind ?? 'other' });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function* pagesOf(
  tables: Pick<Tables, 'list'>,
  space: 'seen' | 'notice' | 'discord',
  prefix: string,
): Generator<Array<{ key: string; value: unknown }>> {
  let from: string | undefined;
  for (;;) {
    const range = { prefix, limit: page_rows, ...(from !== undefined && { from }) };
    const page = tables.list(space, range);
    // `from` is inclusive: the first of a later page is the last of the one before.
    yield from === undefined ? page : page.filter(({ key }) => key !== from);
    if (page.length < page_rows) return;
    from = page.at(-1)!.key;
  }
}
