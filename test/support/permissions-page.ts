import { enAdmin } from '../../clients/web/i18n/texts/admin-en.ts';
import {
  isIdle,
  permissions,
  queueRights,
  rights,
  rightsTable,
  type Permission,
  type Need,
} from '../../protocol/permissions.ts';
import { sides, statuses } from '../../protocol/ticket.ts';

const titles: Readonly<Record<Permission, string>> = {
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
  const rows = (Object.keys(titles) as Permission[]).map((permission) => {
    const cells = sides.map((side) => {
      const need: Need | 'never' = permissions[permission][side];
      if (need === 'never') return 'never';
      const states = need.in.length === statuses.length ? 'always' : need.in.join(', ');
      return `\`${need.right}\` · ${states}`;
    });
    return `| ${titles[permission]} | ${cells.join(' | ')} |`;
  });
  const rightRows = rights.map((right) => {
    const { group }: { group: string | null } = rightsTable[right];
    const holds = isIdle(right) ? 'idle' : (group ?? 'administrators');
    const opens: Readonly<Record<string, string>> = enAdmin.rights;
    return `| \`${right}\` | ${opens[right] ?? 'nothing yet'} | ${holds} |`;
  });
  return `# Who may do what
Made from \`protocol/permissions.ts\` by \`npm run docs\`: the server, the web client and Discord's buttons go
by the same table. Beside the right, a player has to be a participant with \`tickets.view\`; support has one
of the rights that open the queue: ${queueRights.map((right) => `\`${right}\``).join(', ')}. Opening a ticket
needs \`tickets.create\` as a player and \`tickets.reply\` as support.

| to a ticket | a player, in these states | support, in these states |
| --- | --- | --- |
${rows.join('\n')}

## The rights
Administrators hold each of them. A new data folder has the groups players and moderators, which hold what
is named here. A right that is idle opens nothing yet: it is kept where it is stored, offered nowhere and
given to no group.

| right | what it opens | group |
| --- | --- | --- |
${rightRows.join('\n')}
`;
}
