import { erased_name } from '../../../protocol/erased.ts';
import {
  auditKindOf,
  auditKinds,
  auditedAccount,
  type AuditKind,
} from '../../../protocol/audit-kinds.ts';
import type { AuditRecord } from '../../../protocol/admin-rows.ts';

/** Kinds whose values are no data of the person: groups, rights and flags. */
const impersonal: readonly AuditKind[] = ['groups', 'rights', 'disabling', 'export', 'erasure'];

/**
 * A record of the audit without the names of an account that was erased: of who changed something,
 * and of whose account was changed. The same record where it names neither.
 */
export function recordWithoutNames(record: AuditRecord, account: string): AuditRecord {
  const isBy = record.account === account && record.name !== erased_name;
  const by = isBy ? { ...record, name: erased_name } : record;
  const kind = auditedAccount(record) === account ? auditKindOf(record.what)?.kind : undefined;
  if (kind === undefined || kind === 'erasure') return by;
  const what = `${auditKinds[kind]}${erased_name} (${account})`;
  if (what === record.what) return by;
  if (impersonal.includes(kind)) return { ...by, what };
  // Whether it was made or removed is told by which of the two there is.
  const [from, to] = [record.from, record.to].map((value) => (value === null ? null : 'null'));
  return { ...by, what, from: from ?? null, to: to ?? null };
}
