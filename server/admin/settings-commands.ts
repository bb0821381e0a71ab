import {
  checkSetting,
  foldCategory,
  keepUsed,
  removedCategories,
  type Checked,
} from '../../actors/settings/setting-checks.ts';
import { limits } from '../../protocol/limits.ts';
import { refusedSaying } from '../../protocol/refusals.ts';
import type { Category, SettingChange } from '../../protocol/kept-settings.ts';
import { botRole } from '../identity/bot-role.ts';
import { answer, type AdminDeps, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.settings';

export const settingsCommands: CommandHandlers<'settings_get' | 'settings_set' | 'settings_data'> =
  {
    settings_get: { right, how: 'reads', run: ({ access }) => all(access.settings.now) },
    settings_set: {
      right,
      how: 'changes',
      async run(deps, { setting }, by) {
        const { settings, audit } = deps.access;
        const shown = ({ value }: { value?: unknown }): unknown => value;
        const trail = audit.trail(by, `setting ${setting.name}`, shown);
        const set = await settings.set(setting, trail, (wanted) => checked(deps, wanted));
        return set.ok ? all(settings.now) : set;
      },
    },
    settings_data: { right, how: 'reads', run: ({ data }) => answer(data()) },
  };

/** All settings as they are now. */
function checked(deps: AdminDeps, wanted: SettingChange): Checked {
  const { settings, roster, staff } = deps.access;
  const groups = roster.entitlements.groups().map(({ name }) => name);
  const { now } = settings;
  const ownRole = botRole(deps.tables, now.discord_server);
  const fits = checkSetting(wanted, { groups, staffNames: staff.names(), now, ownRole });
  if (!fits.ok || fits.change.name !== 'categories') return fits;
  const value = withUsed(deps, fits.change.value);
  if (value.length <= limits.categories_max)
    return { ok: true, change: { name: 'categories', value } };
  const sentence = `At most ${limits.categories_max} categories, with those that tickets have.`;
  return refusedSaying('setting_invalid', sentence);
}

function all(settings: AdminDeps['access']['settings']['now']) {
  return answer({
    of: 'settings',
    settings: { ...settings, categories: [...settings.categories] },
  });
}

function withUsed({ access, tables }: AdminDeps, wanted: readonly Category[]): Category[] {
  const removed = removedCategories(access.settings.now.categories, wanted);
  if (removed.length === 0) return [...wanted];
  const active = new Set<string>();
  for (const { category } of tables.active()) active.add(foldCategory(category));
  const used = removed.filter(
    ({ name }) => active.has(foldCategory(name)) || tables.closedCount({ category: name }) > 0,
  );
  return keepUsed(wanted, used);
}
