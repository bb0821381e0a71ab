import { administrators, type Group } from '../../actors/roster/groups.ts';
import { isProperName, lookAlike } from '../../actors/roster/look-alike.ts';
import {
  failed,
  looksTaken,
  notDone,
  notStored,
  type NotDone,
} from '../../actors/roster/outcome.ts';
import { rights, type Right } from '../../actors/ticket/policy.ts';
import { idleRights } from '../../protocol/idle-rights.ts';
import { same } from '../../protocol/same.ts';
import { answer, done, type Operations } from './operation.ts';

const right = 'tickets.manage_access';

export const groupOperations: Operations<'group_list' | 'group_set' | 'group_remove'> = {
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
    async run({ access }, deed, by) {
      const name = deed.name.trim();
      if (!isProperName(name)) return notDone('name_invalid');
      const wanted = knownRights(deed.rights);
      if (!wanted.ok) return wanted;
      const group: Group = { name, rights: wanted.rights, byDefault: deed.default };
      const { entitlements } = access.roster;
      if (name === administrators) return same(group, entitlements.group(name)) ? done : fixed;
      if (entitlements.group(name) === undefined) {
        const alike = lookAlike(
          name,
          entitlements.groups().map((one) => one.name),
        );
        if (alike !== undefined) return looksTaken('a group', alike);
      }
      const edited = await entitlements.setGroup(
        group,
        access.audit.trail(by, `group ${name}`, told),
      );
      return failed(edited) ? notStored(edited) : done;
    },
  },
  group_remove: {
    right,
    how: 'changes',
    async run({ access }, { name }, by) {
      if (name === administrators) return fixed;
      const { roster, settings, staff, audit } = access;
      if (roster.entitlements.group(name) === undefined) return notDone('group_unknown');
      const [member] = staff.membersOf(name);
      if (member !== undefined) {
        const sentence = `${member.name} is in ${name}: take everybody out of it first.`;
        return notDone('group_in_use', sentence);
      }
      if (settings.now.discord_support_role_acts_as === name) {
        const sentence = `The setting discord_support_role_acts_as names ${name}: change it first.`;
        return notDone('group_in_use', sentence);
      }
      const trail = audit.trail(by, `group ${name}`, told);
      const edited = await roster.entitlements.removeGroup(name, trail);
      return failed(edited) ? notStored(edited) : done;
    },
  },
};

const fixed = notDone('group_fixed');

/** The rights by these names, each once and in the order of the table. */
export function knownRights(
  names: readonly string[],
): { readonly ok: true; readonly rights: Right[] } | NotDone {
  const unknown = names.find((name) => !(rights as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const offered = rights.filter((one) => !idleRights.includes(one));
    const sentence = `There is no right ${unknown}; there are ${offered.join(', ')}.`;
    return notDone('right_unknown', sentence);
  }
  return { ok: true, rights: rights.filter((one) => names.includes(one)) };
}

function told({ name, rights: given, byDefault }: Group) {
  return { name, rights: [...given], default: byDefault };
}
