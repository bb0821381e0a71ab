import type { StaffName } from '../../ticket/view.ts';
import { categoryFault } from '../alerts/guild-faults.ts';
import type { GuildSeen } from '../port/shapes.ts';
import { supportRoleIn } from './roles.ts';
import type { BridgeMeta } from '../store.ts';
import type { BridgeSettings } from '../deps.ts';

/** The settings as far as the guild has what they name, and what else all channels depend on. */
export interface EffectiveSettings {
  /** Empty where none is set. */
  readonly guild: string;
  /** Whether the bot is in the guild. */
  readonly isThere: boolean;
  readonly bot: string;
  readonly formerBots: readonly string[];
  /** Null: the top level. */
  readonly category: string | null;
  readonly supportRole: string | null;
  readonly prefix: string;
  readonly epoch: string;
  /** Where people find the web client; unknown while its port is. */
  readonly address: string | undefined;
  /** When the bridge was first set up: no archive messages for tickets that were archived before. */
  readonly since: number;
  readonly staffName: StaffName;
}

interface Known extends Pick<
  EffectiveSettings,
  'bot' | 'formerBots' | 'epoch' | 'address' | 'staffName'
> {
  readonly settings: BridgeSettings;
  readonly meta: BridgeMeta;
}

/** @param guild undefined: the bot is not in it */
export function effectiveSettings(guild: GuildSeen | undefined, known: Known): EffectiveSettings {
  const { settings, meta, ...rest } = known;
  const hasCategory = guild && categoryFault(guild, settings.category) === undefined;
  return {
    ...rest,
    guild: settings.guild ?? '',
    isThere: guild !== undefined,
    category: hasCategory ? settings.category : null,
    supportRole: guild === undefined ? null : supportRoleIn(guild, { settings, meta }),
    prefix: settings.prefix,
    since: meta.since,
  };
}
