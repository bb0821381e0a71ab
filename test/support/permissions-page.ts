import {
  permissions,
  queueRights,
  type Permission,
  type Need,
} from '../../protocol/permissions.ts';
import { sides, statuses } from '../../protocol/ticket.ts';

const told: Readonly<Record<Permission, string>> = {
  post_message: 'write a message',
  post_note: 'write an internal note',
  edit_subject: 'change the subject',
  close: 'close',
  archive: 'archive; a player only while Auto Archive is off',
  reopen: 'open again',
  set_progress: 'set the status, between open and in progress',
  assign: 'assign, to oneself or to another',
  release: 'take the assignment away',
  change_participants: 'add or remove participants',
  select_participant: 'add a participant by the user select of a Discord channel',
};

/** The page `docs/permissions.md`. */
export function permissionsPage(): string {
  const rows = (Object.keys(told) as Permission[]).map((act) => {
    const cells = sides.map((side) => {
      const need: Need | 'never' = permissions[act][side];
      if (need === 'never') return 'never';
      const states = need.in.length === statuses.length ? 'always' : need.in.join(', ');
      return `\`${need.right}\` · ${states}`;
    });
    return `| ${told[act]} | ${cells.join(' | ')} |`;
  });
  return `# Who may do what
Made from \`protocol/permissions.ts\` by \`npm run docs\`: the server, the web client and Discord's buttons go
by the same table. Beside the right, a player has to be a participant with \`tickets.view\`; support has one
of the rights that open the queue: ${queueRights.map((right) => `\`${right}\``).join(', ')}. Opening a ticket
needs \`tickets.create\` as a player and \`tickets.reply\` as support.

| to a ticket | a player, in these states | support, in these states |
| --- | --- | --- |
${rows.join('\n')}

The other rights: \`tickets.settings\` (settings of the server), \`tickets.manage_access\` (groups, accounts,
audit), \`tickets.shards\` (shards and their keys), \`tickets.canned\` (canned replies of all);
\`tickets.export\` and \`tickets.erase\` are kept for what exports and erases what belongs to an account.
`;
}
