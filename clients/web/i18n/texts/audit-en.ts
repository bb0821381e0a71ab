import type { AuditKind } from '../../../../protocol/audit-kinds.ts';

/** One record of the audit, with its names marked by `apart`. */
export interface AuditDeed {
  readonly who: string;
  readonly name: string;
  readonly how: 'made' | 'changed' | 'removed';
}

function madeOrGone({ who, name, how }: AuditDeed, what: string): string {
  const deeds = { made: 'added', changed: 'changed', removed: 'removed' } as const;
  return `${who} ${deeds[how]} ${what} ${name}`;
}

export const auditEn = {
  /** For changes that were not made on the page. */
  commandLine: 'The command line',
  /** What one kind of change is called, to choose it by. */
  kinds: {
    setting: 'Settings',
    erasure: 'Erased people',
    world: 'Wiped worlds',
    retention: 'Old tickets',
    groups: 'Groups of accounts',
    group: 'Groups',
    account: 'New accounts',
    rights: 'Rights of accounts',
    alias: 'Aliases',
    password: 'Passwords',
    link: 'Sign-in links',
    shard: 'Shards',
    key: 'Keys of shards',
    disabling: 'Disabled accounts',
    sessions: 'Sign-outs everywhere',
    discordLink: 'Links to Discord',
    canned: 'Canned replies',
    export: 'Exports',
    backup: 'Backups',
    restored: 'Restored backups',
    webhook: 'Webhooks',
    webhookSecret: 'Secrets of webhooks',
  } satisfies Readonly<Record<AuditKind, string>>,
  /** Who did what to what, by whether it was there before and is there since. */
  what: {
    setting: ({ who, name }) => `${who} changed the setting ${name}`,
    erasure: ({ who, name }) => `${who} erased the person with the account ${name}`,
    world: ({ who, name }) => `${who} ended the accounts of the shard ${name}`,
    retention: ({ who }) => `${who} cleared old tickets`,
    groups: ({ who, name }) => `${who} changed the groups of ${name}`,
    group: (deed) => madeOrGone(deed, 'the group'),
    account: (deed) => madeOrGone(deed, 'the account'),
    rights: ({ who, name }) => `${who} changed the rights of ${name}`,
    alias: ({ who, name }) => `${who} changed the alias of ${name}`,
    password: ({ who, name }) => `${who} set the password of ${name}`,
    link: ({ who, name }) => `${who} made a sign-in link for ${name}`,
    shard: (deed) => madeOrGone(deed, 'the shard'),
    key: ({ who, name }) => `${who} made a new key for the shard ${name}`,
    disabling: ({ who, name }) => `${who} changed the disabling of ${name}`,
    sessions: ({ who, name }) => `${who} signed ${name} out everywhere`,
    discordLink: ({ who, name }) => `${who} changed the link of ${name} to Discord`,
    canned: (deed) => madeOrGone(deed, 'the canned reply'),
    export: ({ who, name }) => `${who} exported the data of ${name}`,
    backup: ({ who, name }) => `${who} made the backup ${name}`,
    restored: ({ who, name }) => `${who} restored ${name}`,
    webhook: (deed) => madeOrGone(deed, 'the webhook'),
    webhookSecret: ({ who, name }) => `${who} made a new secret for the webhook ${name}`,
  } satisfies Readonly<Record<AuditKind, (deed: AuditDeed) => string>>,
  /** Of what only another version knows. */
  other: ({ who, name }: AuditDeed) => `${who} changed: ${name}`,
  filters: {
    label: 'Which changes',
    kind: 'Kind',
    allKinds: 'Every kind',
    person: 'Person: name or number',
    since: 'From',
    until: 'To',
    none: 'No change fits.',
    save: 'Save these as JSON lines',
  },
  /** Parts of a changed value. */
  fields: {
    name: 'Name',
    userName: 'User name',
    groups: 'Groups',
    rights: 'Rights',
    account: 'Account',
    default: 'Everybody is in it',
    title: 'Name',
    text: 'Text',
    expires: 'Good until',
    rotated: 'Key made',
    former_until: 'Former key good until',
    created: 'Added',
    notes: 'With internal notes',
    position: 'Up to position',
    bytes: 'Bytes',
    made: 'Made at',
    address: 'Address',
    events: 'Events',
    shards: 'Shards',
    categories: 'Categories',
    aside: 'Set aside',
    renewed: 'Renewed',
    messages: 'Messages',
    accounts: 'Accounts',
    retention: 'What becomes of them',
    months: 'Months',
    tickets: 'Tickets',
  } as Readonly<Record<string, string>>,
};
