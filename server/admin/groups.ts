import { administrators, type Group } from '../../actors/roster/staff/groups.ts';
import { isProperName } from '../../actors/roster/staff/look-alike.ts';
import { rights, type Right } from '../../protocol/permissions.ts';
import { isIdle } from '../../protocol/permissions.ts';
import { same } from '../../protocol/same.ts';
import { refused, refusedSaying, type Result } from '../../protocol/refusals.ts';
import { answer, done, type CommandHandlers } from './command-handler.ts';

const right = 'tickets.manage_access';

export const groupCommands: CommandHandlers<'group_list' | 'group_set' | 'group_remove'> = {
  group_list: {
    right,
    how: 'reads',
    run({ access }) {
      const groups = access.roster.entitlements.groups();
      const sorted = groups.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      return answer({ of: 'groups', groups: sorted.map(told) });
    },
  },
  group_set: {
    right,
    how: 'changes',
    async run({ access }, command, by) {
      const name = command.name.trim();
      if (!isProperName(name)) return refused('name_invalid');
      const wanted = knownRights(command.rights);
      if (!wanted.ok) return wanted;
      const group: Group = { name, rights: wanted.rights, byDefault: command.default };
      const { entitlements } = access.roster;
      if (name === administrators) return same(group, entitlements.group(name)) ? done : fixed;
      const trail = access.audit.trail(by, `group ${name}`, told);
      const set = await access.staff.setGroup(group, trail);
      return set.ok ? done : set;
    },
  },
  group_remove: {
    right,
    how: 'changes',
    async run({ access }, { name }, by) {
      if (name === administrators) return fixed;
      const { staff, audit } = access;
      const removed = await staff.removeGroup(name, audit.trail(by, `group ${name}`, told));
      return removed.ok ? done : removed;
    },
  },
};

const fixed = refused('group_fixed');

/** The rights by these names, each once and in the order of the table. */
export function knownRights(names: readonly string[]): Result<{ readonly rights: Right[] }> {
  const unknown = names.find((name) => !(rights as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const offered = rights.filter((one) => !isIdle(one));
    const sentence = `There is no right ${unknown}; there are ${offered.join(', ')}.`;
    return refusedSaying('right_unknown', sentence);
  }
  return { ok: true, rights: rights.filter((one) => names.includes(one)) };
}

function told({ name, rights: given, byDefault }: Group) {
  return { name, rights: [...given], default: byDefault };
}
