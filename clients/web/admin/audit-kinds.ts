/**
 * Prefixes of audit records by kind; a longer prefix stands before a shorter one that it starts
 * with.
 */
export const auditKinds = {
  setting: 'setting ',
  groups: 'groups of ',
  group: 'group ',
  account: 'account ',
  rights: 'rights of ',
  alias: 'alias of ',
  password: 'password of ',
  link: 'sign-in link of ',
  shard: 'shard ',
  key: 'key of shard ',
  disabling: 'disabling of ',
  sessions: 'sessions of ',
  discordLink: 'Discord link of ',
  canned: 'canned reply ',
  backup: 'backup ',
  restored: 'restored ',
  webhookSecret: 'secret of webhook ',
  webhook: 'webhook ',
} as const;
export type AuditKind = keyof typeof auditKinds;
