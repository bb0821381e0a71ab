import { limits } from '../../protocol/limits.ts';

/** Bounds of the roster and of what opens it. */
export const rosterLimits = {
  accounts_max: 1_000_000,
  characters_max: 2_000_000,
  /** New accounts and characters that are not on disk yet. */
  making_max: 100_000,
  factions_max: 20_000,
  /** Matches of a look-up that are sorted by name, for the first of them to be told. */
  found_max: 200,
  groups_max: limits.groups_max,
  shards_max: limits.shards_max,
  /** Canned replies of all accounts, shared ones included. */
  canned_max: 20_000,
  /** Changes of settings and rights that are remembered. */
  audit_records_max: 10_000,
  /** Live sessions of one shard. */
  sessions_max: 50_000,
  /** One-time sign-in links: of all, of one account, and how long each is good. */
  links_max: 10_000,
  account_links_max: 5,
  link_life_ms: 10 * 60 * 1000,
  /** Codes for linking Discord: of all, of one account, and how long each is good. */
  discord_codes_max: 10_000,
  account_discord_codes_max: 3,
  discord_code_life_ms: 10 * 60 * 1000,
  /** Signed-in browsers. */
  web_sessions_max: 100_000,
  account_web_sessions_max: 20,
  web_session_life_ms: 30 * 24 * 60 * 60 * 1000,
  /** How exactly the last use of a signed-in browser is stored. */
  web_session_use_stored_every_ms: 5 * 60 * 1000,
  /** One-time tickets that open a socket. */
  socket_tickets_max: 10_000,
  account_socket_tickets_max: 16,
  socket_ticket_life_ms: 30 * 1000,
} as const;
