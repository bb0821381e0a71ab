import type { Principal, TicketSettings } from '../../actors/ticket/command.ts';
import type { Access } from './access.ts';
import type { Account } from '../../actors/roster/accounts/account.ts';
import type { KeptSettings } from '../../protocol/kept-settings.ts';
import type { VisibleSettings } from './backend.ts';

/** What of the settings each part of the server sees. */

/** Categories that a new ticket may have, in the order of a menu. */
export function openCategories({ categories }: KeptSettings): string[] {
  return categories.filter(({ retired }) => !retired).map(({ name }) => name);
}

/** Categories that any ticket may have, and that filters accept. */
export function allCategories({ categories }: KeptSettings): string[] {
  return categories.map(({ name }) => name);
}

/** For the decisions on tickets. */
export function ticketSettings(settings: KeptSettings): TicketSettings {
  const { auto_archive, subject_chars_max, body_chars_max } = settings;
  return {
    autoArchive: auto_archive,
    categories: openCategories(settings),
    subject_chars_max,
    body_chars_max,
  };
}

/** What of the settings bounds one account that is not staff. */
export interface PlayerSettings {
  /** Active tickets that it opened. */
  readonly tickets_open_max: number;
  /** From one ticket to the next. */
  readonly ticket_pause_s: number;
  /** Texts, refilled evenly over time. */
  readonly text_bytes_per_second: number;
}

/** What bounds players. */
export function playerSettings(settings: KeptSettings): PlayerSettings {
  const { tickets_open_max, ticket_pause_s, text_bytes_per_second } = settings;
  return { tickets_open_max, ticket_pause_s, text_bytes_per_second };
}

/**
 * Somebody with the support role on Discord and without a linked account, who acts with the rights
 * of a group.
 */
export function guestPrincipal(
  { roster, settings }: Pick<Access, 'roster' | 'settings'>,
  account: string,
  name: string,
): Principal {
  const group = roster.entitlements.group(settings.now.discord_support_role_acts_as);
  return {
    person: { account, name, character: null, character_name: '' },
    rights: new Set(group?.rights),
    isGuest: true,
  };
}

/** The name that players see for support. */
export function staffNameOf(
  settings: KeptSettings,
  account: Pick<Account, 'alias'> | undefined,
): string | null {
  const { support_shown_as, support_alias } = settings;
  return support_shown_as === 'name' ? null : (account?.alias ?? support_alias);
}

/** For every client. */
export function visibleSettings(settings: KeptSettings, readOnly: boolean): VisibleSettings {
  const { categories, auto_archive, subject_chars_max, body_chars_max } = settings;
  const { file_bytes_max, file_kinds } = settings;
  return {
    categories: openCategories(settings),
    settings: {
      auto_archive,
      retired_categories: categories.filter(({ retired }) => retired).map(({ name }) => name),
      subject_chars_max,
      body_chars_max,
      file_bytes_max,
      file_kinds: [...file_kinds],
      read_only: readOnly,
    },
  };
}
