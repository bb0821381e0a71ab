import { ownRoleIn, type BridgeMeta } from '../../actors/discord/store.ts';
import type { Tables } from '../storage/tables.ts';

/** The role that the bot made for itself on Discord, also while it is not connected. */
export function botRole(tables: Pick<Tables, 'get'>, server: string | null): string | null {
  const meta = tables.get('discord', 'meta') as BridgeMeta | undefined;
  return meta === undefined ? null : ownRoleIn(meta, server);
}
