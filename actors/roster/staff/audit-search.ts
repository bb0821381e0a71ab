import { auditedAccount, auditKindOf } from '../../../protocol/audit-kinds.ts';
import type { AuditFilter } from '../../../protocol/audit-filter.ts';
import type { AuditRecord } from '../../../protocol/admin-rows.ts';
import { foldUserName } from '../accounts/account.ts';
import type { Audit } from './audit.ts';

/** Records that one step reads. */
const step_records = 100;

/**
 * All records that the filter lets through, newest first, below `before`: those of each step. The whole
 * log is looked at, which is bounded by `audit_records_max`.
 */
export function* searchAudit(
  audit: Pick<Audit, 'page'>,
  filter: AuditFilter,
  before?: number,
): Generator<AuditRecord[], void> {
  const fits = fitting(filter);
  let last = before;
  for (;;) {
    const { records, more } = audit.page(last, step_records);
    yield records.filter(fits);
    if (!more) return;
    last = records.at(-1)!.seq;
  }
}

function fitting({ of, person, since, until }: AuditFilter): (record: AuditRecord) => boolean {
  const isPerson = person === undefined ? () => true : concerning(person);
  return (record) =>
    record.at >= (since ?? -Infinity) &&
    record.at < (until ?? Infinity) &&
    (of === undefined || auditKindOf(record.what)?.kind === of) &&
    isPerson(record);
}

/**
 * Digits are the number of an account; anything else is part of a name as it was then, since who was
 * renamed or is gone is still looked for by it.
 */
function concerning(person: string): (record: AuditRecord) => boolean {
  const wanted = foldUserName(person);
  if (/^\d+$/u.test(wanted))
    return (record) => record.account === wanted || auditedAccount(record) === wanted;
  return ({ account, name, what }) =>
    (account !== null && foldUserName(name).includes(wanted)) ||
    foldUserName(auditKindOf(what)?.name ?? what).includes(wanted);
}
