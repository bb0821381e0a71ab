import * as v from 'valibot';
import {
  keptSettings,
  settingNames,
  type Category,
  type KeptSettings,
  type SettingChange,
  type SettingName,
} from '../../protocol/kept-settings.ts';
import { refusedSaying, type Refused, type Result } from '../../protocol/refusals.ts';
import { isBlank } from '../../protocol/visible.ts';
import { isProperName, lookAlike } from '../roster/staff/look-alike.ts';
import { rolesFault } from './discord-roles.ts';

/** Checks that the tables of `protocol/kept-settings.ts` cannot express. Pure. */

export const defaultSettings = Object.fromEntries(
  settingNames.map((name) => [name, keptSettings[name].fallback]),
) as unknown as KeptSettings;

/** A stored or typed value, if it fits its definition. */
export function fitting(name: SettingName, value: unknown): SettingChange | undefined {
  const result = v.safeParse(keptSettings[name].field, value);
  return result.success ? ({ name, value: result.output } as SettingChange) : undefined;
}

export type Checked = Result<{ readonly change: SettingChange }>;

/** What a change is checked against. */
export interface CheckedAgainst {
  readonly groups: readonly string[];
  /** User names and aliases of staff. */
  readonly staffNames: Iterable<string>;
  readonly now: KeptSettings;
  /** The Discord role that the bot made itself. */
  readonly ownRole: string | null;
}

/** The change as it will be kept, or why it is refused. */
export function checkSetting(change: SettingChange, about: CheckedAgainst): Checked {
  const { groups, staffNames, now, ownRole } = about;
  switch (change.name) {
    case 'categories': {
      const value = change.value.map(({ name, retired }) => ({ name: name.trim(), retired }));
      const sentence = categoriesFault(value, now.categories);
      return sentence === undefined
        ? { ok: true, change: { name: 'categories', value } }
        : invalid(sentence);
    }
    case 'support_alias': {
      const value = change.value.trim();
      if (!isProperName(value)) {
        return invalid('The alias is blank or holds a character that cannot be seen.');
      }
      const alike = lookAlike(value, staffNames);
      return alike === undefined
        ? { ok: true, change: { name: 'support_alias', value } }
        : invalid(`Somebody of support is named ${alike}, which looks the same.`);
    }
    case 'discord_support_role_acts_as':
      if (groups.includes(change.value)) return { ok: true, change };
      return invalid(`There is no group named ${change.value}; there are ${groups.join(', ')}.`);
    case 'discord_server':
    case 'discord_support_role':
    case 'discord_access_role': {
      const before = rolesFault(now, ownRole)?.problem.sentence;
      const after = rolesFault({ ...now, [change.name]: change.value }, ownRole)?.problem.sentence;
      // A problem that was there before must not keep anybody from fixing it piece by piece.
      const isWorse = after !== undefined && after !== before;
      return isWorse ? invalid(after) : { ok: true, change };
    }
    default:
      return { ok: true, change };
  }
}

function invalid(sentence: string): Refused {
  return refusedSaying('setting_invalid', sentence);
}

/** Names that differ only in case are the same. */
export function foldCategory(name: string): string {
  return name.trim().toLowerCase();
}

/** The categories that were removed from the list. */
export function removedCategories(
  before: readonly Category[],
  wanted: readonly Category[],
): Category[] {
  const left = new Set(wanted.map(({ name }) => foldCategory(name)));
  return before.filter(({ name }) => !left.has(foldCategory(name)));
}

/**
 * The wanted categories followed by those that were removed although tickets have them, now
 * retired.
 */
export function keepUsed(wanted: readonly Category[], used: readonly Category[]): Category[] {
  return [...wanted, ...used.map(({ name }) => ({ name, retired: true }))];
}

function categoriesFault(
  categories: readonly Category[],
  before: readonly Category[],
): string | undefined {
  const known = new Set<string>();
  const kept = new Set(before.map(({ name }) => name));
  for (const [i, { name }] of categories.entries()) {
    if (isBlank(name)) return 'A category has no name.';
    if (!isProperName(name)) return 'A category holds a character that cannot be seen.';
    const folded = foldCategory(name);
    if (known.has(folded)) return `There are two categories named ${name}.`;
    known.add(folded);
    // Categories that were there before may stay: tickets may have both of two that look the same.
    const others = categories.slice(0, i).map((other) => other.name);
    const alike = lookAlike(name, kept.has(name) ? others.filter((one) => !kept.has(one)) : others);
    if (alike !== undefined) return `The categories ${alike} and ${name} look the same.`;
  }
  if (categories.some(({ retired }) => !retired)) return undefined;
  return 'All categories are retired: nobody could open a ticket.';
}
