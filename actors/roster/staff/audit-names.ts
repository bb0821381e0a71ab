import { erased_name } from '../../../protocol/erased.ts';
import type { AuditRecord } from '../../../protocol/admin.ts';

/**
 * A record of the audit without the names of an account that was erased: of who changed something,
 * and of whose account was changed. The same record where it names neither.
 */
export function recordWithoutNames(record: AuditRecord, account: string): AuditRecord {
  const by = record.account === account ? { ...record, name: erased_name } : record;
  // Such as `groups of ada (12)`.
  const [, prefix, number] = /^(.*?) of .* \((\d+)\)$/su.exec(record.what) ?? [];
  if (prefix !== undefined && number === account) {
    const what = `${prefix} of ${erased_name} (${account})`;
    return prefix === 'alias' ? { ...by, what, from: null, to: null } : { ...by, what };
  }
  const made = fieldsOf(record.to);
  if (!record.what.startsWith('account ') || made?.['account'] !== account) return by;
  return {
    ...by,
    what: `account ${erased_name}`,
    to: JSON.stringify({ ...made, name: erased_name }),
  };
}

function fieldsOf(json: string | null): Readonly<Record<string, unknown>> | undefined {
  if (json === null) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // It was cut.
    return undefined;
  }
}
