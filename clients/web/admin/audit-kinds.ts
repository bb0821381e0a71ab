/** What records of changes begin with; where one is the beginning of another, the longer first. */
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
  canned: 'canned reply ',
} as const;
export type AuditKind = keyof typeof auditKinds;
