import { limits } from '../../protocol/limits.ts';

/** Bounds of the roster and of its tokens. */
export const rosterLimits = {
  accounts_max: 1_000_000,
  characters_max: 2_000_000,
  /** New accounts and characters that are not on disk yet. */
  making_max: 100_000,
  factions_max: 20_000,
  /** Search matches that are sorted by name to return the first of them. */
  found_max: 200,
  groups_max: limits.groups_max,
  shards_max: limits.shards_max,
  /** Canned replies of all accounts, including shared ones. */
  canned_max: 20_000,
  /** Kept records of changed settings and rights. */
  audit_records_max: 10_000,
  /** Live sessions of one shard. */
  sessions_max: 50_000,
  /** One-time sign-in links: in total, per account, and their lifetime. */
  links_max: 10_000,
  account_links_max: 5,
  link_life_ms: 10 * 60 * 1000,
  /** For so long a sign-in by link stands for the present password when a new one is set. */
  link_proves_ms: 60 * 60 * 1000,
  /** How precisely it is stored when somebody was last here. */
  last_seen_stored_every_ms: 5 * 60 * 1000,
  /** Codes for linking Discord: in total, per account, and their lifetime. */
  discord_codes_max: 10_000,
  account_discord_codes_max: 3,
  discord_code_life_ms: 10 * 60 * 1000,
  /** Signed-in browsers. */
  web_sessions_max: 100_000,
  account_web_sessions_max: 20,
  web_session_life_ms: 30 * 24 * 60 * 60 * 1000,
  /** How precisely the last use of a session is stored. */
  web_session_use_stored_every_ms: 5 * 60 * 1000,
  /** One-time tickets that open a socket. */
  socket_tickets_max: 10_000,
  account_socket_tickets_max: 16,
  socket_ticket_life_ms: 30 * 1000,
} as const;
