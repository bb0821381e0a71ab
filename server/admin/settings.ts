import { failed, notDone, notStored } from '../../actors/roster/outcome.ts';
import {
  checkSetting,
  foldCategory,
  keepUsed,
  removedCategories,
} from '../../actors/settings/settings.ts';
import { limits } from '../../protocol/limits.ts';
import type { Category } from '../../protocol/settings.ts';
import { botRole } from '../discord-store.ts';
import { answer, type AdminParts, type Operations } from './operation.ts';

const right = 'tickets.settings';

export const settingsOperations: Operations<'settings_get' | 'settings_set'> = {
  settings_get: { right, how: 'reads', run: ({ access }) => all(access.settings.now) },
  settings_set: {
    right,
    how: 'changes',
    async run(parts, { setting }, by) {
      const { settings, roster, staff, audit } = parts.access;
      const groups = roster.entitlements.groups().map(({ name }) => name);
      const { now } = settings;
      const ownRole = botRole(parts.journal, now.discord_server);
      const checked = checkSetting(setting, { groups, staffNames: staff.names(), now, ownRole });
      if (!checked.ok) return notDone('setting_invalid', checked.sentence);
      let { change } = checked;
      if (change.name === 'categories') {
        const value = withUsed(parts, change.value);
        if (value.length > limits.categories_max) {
          const sentence = `At most ${limits.categories_max} categories, with those that tickets have.`;
          return notDone('setting_invalid', sentence);
        }
        change = { name: 'categories', value };
      }
      const shown = ({ value }: { value?: unknown }): unknown => value;
      const edited = await settings.set(change, audit.trail(by, `setting ${change.name}`, shown));
      return failed(edited) ? notStored(edited) : all(settings.now);
    },
  },
};

function all(settings: AdminParts['access']['settings']['now']) {
  return answer({
    of: 'settings',
    settings: { ...settings, categories: [...settings.categories] },
  });
}

function withUsed({ access, journal }: AdminParts, wanted: readonly Category[]): Category[] {
  const removed = removedCategories(access.settings.now.categories, wanted);
  if (removed.length === 0) return [...wanted];
  const active = new Set<string>();
  for (const { category } of journal.active()) active.add(foldCategory(category));
  const used = removed.filter(
    ({ name }) => active.has(foldCategory(name)) || journal.settledCount({ category: name }) > 0,
  );
  return keepUsed(wanted, used);
}
