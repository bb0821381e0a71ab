import { Audit } from '../../actors/roster/staff/audit.ts';
import { CannedReplies } from '../../actors/roster/staff/canned.ts';
import { openDiscordCodes } from '../../actors/roster/tokens/discord-codes.ts';
import { playerRights } from '../../actors/roster/staff/groups.ts';
import { openLinks } from '../../actors/roster/tokens/links.ts';
import { Roster } from '../../actors/roster/roster.ts';
import type { Secrets } from '../../actors/roster/tokens/secrets.ts';
import { ServerSecrets } from '../../actors/roster/tokens/server-secrets.ts';
import { ShardKeys } from '../../actors/roster/tokens/shard-keys.ts';
import { SignIns } from '../../actors/roster/tokens/sign-ins.ts';
import { SocketTickets } from '../../actors/roster/tokens/socket-tickets.ts';
import { LastSeen } from '../../actors/roster/tokens/last-seen.ts';
import { Staff } from '../../actors/roster/staff/staff.ts';
import { Standing } from '../../actors/roster/staff/standing.ts';
import { OwnNames } from '../../actors/roster/accounts/own-names.ts';
import type { RecordStore } from '../../actors/records/store.ts';
import type { Tokens } from '../../actors/roster/tokens/tokens.ts';
import { WebSessions, type WebSessionTerms } from '../../actors/roster/tokens/web-sessions.ts';
import { Markers } from '../../actors/records/markers.ts';
import { Sequences } from '../../actors/records/sequences.ts';
import { RecordWriter } from '../../actors/records/writer.ts';
import { LiveSettings } from '../../actors/settings/live-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { Webhooks } from '../../actors/webhooks/webhooks.ts';
import { Passwords } from './password.ts';

/** Who somebody is and may do, and the settings. */
export interface Access {
  readonly writer: RecordWriter;
  readonly secrets: Secrets;
  readonly sequences: Sequences;
  readonly serverSecrets: ServerSecrets;
  readonly roster: Roster;
  readonly staff: Staff;
  /** Names that players take to sign in. */
  readonly ownNames: OwnNames;
  /** Disables, signs out and deletes accounts. */
  readonly standing: Standing;
  readonly shardKeys: ShardKeys;
  readonly links: Tokens;
  readonly discordCodes: Tokens;
  readonly webSessions: WebSessions;
  readonly socketTickets: SocketTickets;
  readonly signIns: SignIns;
  /** Accounts, on the web or in a game. */
  readonly lastSeen: LastSeen;
  readonly shardsSeen: LastSeen;
  /** What was done at least once, such as a backup. */
  readonly deeds: LastSeen;
  readonly passwords: Passwords;
  readonly settings: LiveSettings;
  readonly audit: Audit;
  readonly canned: CannedReplies;
  readonly webhooks: Webhooks;
  /** Markers: last uses and what was read. */
  readonly markers: Markers;
  /**
   * Voids all that was handed out to open an account for a while. Passwords and keys of shards stay.
   * Resolves to whether that is on disk.
   */
  voidOpenings(): Promise<boolean>;
  /** Resolves when all requested changes have ended. Accepts no more markers. */
  stop(): Promise<void>;
}

/**
 * Reads everything from the storage. Throws if that holds what this version cannot read.
 * `onRejected` is called with why something could not be stored, for the log.
 */
export async function openAccess(
  store: RecordStore,
  secrets: Secrets,
  onRejected: (cause: unknown) => void = () => {},
  passwords = new Passwords(),
): Promise<Access> {
  const writer = new RecordWriter(store, onRejected);
  const markers = new Markers({ store, after: (wait_ms, run) => systemClock.after(wait_ms, run) });
  markers.onRejected(onRejected);
  const sequences = new Sequences(writer);
  const roster = await Roster.load(writer, sequences, secrets);
  const settings = new LiveSettings(writer);
  const mayHave = (account: string): boolean => roster.mayBeOpened(account);
  const terms = { ...sessionTerms(roster, settings), mayHave };
  const webSessions = new WebSessions(writer, markers, secrets, terms);
  const links = openLinks(writer, secrets, mayHave);
  const discordCodes = openDiscordCodes(writer, secrets, mayHave);
  const signOut = (account: string): void => {
    for (const opened of [webSessions, links, discordCodes]) void opened.revokeAll(account);
    void roster.discord.unlink(account);
  };
  // A disabled account keeps its link to Discord, which opens nothing until it is enabled.
  const bar = (account: string): void => {
    if (roster.account(account) === undefined) return signOut(account);
    for (const opened of [webSessions, links, discordCodes]) void opened.revokeAll(account);
  };
  // A server that was stopped in between may have left some.
  for (const account of roster.accounts.values()) {
    if (roster.isReplaced(account)) signOut(account.id);
    else if (account.disabled !== null) bar(account.id);
  }
  roster.accounts.onBarred(bar);
  roster.onReplaced((account, character) => {
    if (character === null) signOut(account);
  });
  const shardKeys = new ShardKeys(writer, secrets);
  const endLinksOfShards = (): void => {
    const isOver = (shard: string, at: number): boolean => !shardKeys.countsSince(shard, at);
    for (const opened of [webSessions, links]) void opened.revokeOfShards(isOver);
  };
  shardKeys.onRotated(endLinksOfShards);
  shardKeys.onRemoved(endLinksOfShards);
  endLinksOfShards();
  const serverSecrets = new ServerSecrets(writer, secrets);
  const openings = [webSessions, links];
  const staff = new Staff({
    writer,
    roster,
    secrets,
    openings,
    supportAlias: () => settings.now.support_alias,
    supportRoleGroup: () => settings.now.discord_support_role_acts_as,
  });
  const canned = new CannedReplies(writer, secrets);
  const now = (): number => secrets.now();
  const seen = (prefix: string): LastSeen =>
    new LastSeen(writer, markers, secrets, { space: 'roster', prefix });
  const lastSeen = seen('last-seen');
  webSessions.onUsed((account) => lastSeen.add(account));
  roster.accounts.onBarred((account) => {
    if (roster.account(account) === undefined) lastSeen.remove(account);
  });
  return {
    writer,
    secrets,
    sequences,
    serverSecrets,
    roster,
    staff,
    ownNames: new OwnNames(writer, roster),
    standing: new Standing({ writer, roster, staff, canned, openings, now }),
    shardKeys,
    links,
    discordCodes,
    webSessions,
    socketTickets: new SocketTickets(secrets, (session) => webSessions.use(session)),
    signIns: new SignIns(writer, markers, secrets),
    lastSeen,
    shardsSeen: seen('shard-seen'),
    deeds: seen('deed'),
    passwords,
    settings,
    audit: new Audit(writer, secrets),
    canned,
    webhooks: new Webhooks(writer, secrets),
    markers,
    async voidOpenings() {
      const voided = await Promise.all([
        ...[webSessions, links, discordCodes].map((opened) => opened.revokeEverybodys()),
        serverSecrets.remove('api-token'),
      ]);
      return voided.every(Boolean);
    },
    async stop() {
      await Promise.all([writer.settled(), markers.stop()]);
    },
  };
}

const hour_ms = 60 * 60 * 1000;

/** Staff are signed out of a browser that is left alone. */
function sessionTerms(roster: Roster, settings: LiveSettings): WebSessionTerms {
  return {
    life_ms: () => settings.now.sign_in_days_max * 24 * hour_ms,
    idle_ms({ account, restricted }) {
      const held = roster.rightsOf(account, restricted);
      const isStaff = [...held].some((right) => !playerRights.includes(right));
      return isStaff ? settings.now.staff_idle_hours_max * hour_ms : Infinity;
    },
  };
}
