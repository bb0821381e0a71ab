/**
 * What the audit records, and how each of its records begins; the name of what was changed follows. A
 * new kind stands here first, and then has its sentence in every language, since types ask for both.
 * A prefix that another one begins with stands after it.
 */
export const auditKinds = {
  setting: 'setting ',
  erasure: 'erasure of account ',
  world: 'world of shard ',
  retention: 'retention of tickets',
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
  export: 'export of ',
  backup: 'backup ',
  restored: 'restored ',
  webhookSecret: 'secret of webhook ',
  webhook: 'webhook ',
} as const;
export type AuditKind = keyof typeof auditKinds;

export const auditKindNames = Object.keys(auditKinds) as readonly AuditKind[] as readonly [
  AuditKind,
  ...AuditKind[],
];

/** What a record of the audit says was changed. */
export type AuditWhat = `${(typeof auditKinds)[AuditKind]}${string}`;

/** The kind of a record and the name it holds; undefined for what only another version knows. */
export function auditKindOf(
  what: string,
): { readonly kind: AuditKind; readonly name: string } | undefined {
  const kind = auditKindNames.find((one) => what.startsWith(auditKinds[one]));
  return kind === undefined ? undefined : { kind, name: what.slice(auditKinds[kind].length) };
}

/** `Ann (17)`. */
const numbered = /\((\d{1,20})\)$/u;

/** The number of the account that a record is about, where it is about one: `rights of Ann (17)`. */
export function auditedAccount(record: {
  readonly what: string;
  readonly to: string | null;
}): string | undefined {
  const known = auditKindOf(record.what);
  switch (known?.kind) {
    case 'groups':
    case 'rights':
    case 'alias':
    case 'password':
    case 'link':
    case 'export':
    case 'disabling':
    case 'sessions':
    case 'discordLink':
      return numbered.exec(known.name)?.[1];
    case 'erasure':
      return known.name;
    case 'account':
      // A new one, whose number was not there when its record was begun; else one that was deleted.
      return (/^\{"account":"(\d{1,20})"/u.exec(record.to ?? '') ?? numbered.exec(known.name))?.[1];
    case 'setting':
    case 'world':
    case 'retention':
    case 'group':
    case 'shard':
    case 'key':
    case 'canned':
    case 'backup':
    case 'restored':
    case 'webhook':
    case 'webhookSecret':
    case undefined:
      return undefined;
  }
}
