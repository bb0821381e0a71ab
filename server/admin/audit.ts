import type { Audit } from '../../actors/roster/staff/audit.ts';
import { searchAudit } from '../../actors/roster/staff/audit-search.ts';
import type { AuditFilter } from '../../protocol/audit-filter.ts';
import type { AuditRecord } from '../../protocol/admin-rows.ts';
import { limits } from '../../protocol/limits.ts';
import { answer, type CommandHandlers } from './command-handler.ts';

/** Records of one page. */
const page_bytes_max = limits.history_bytes_max;

export const auditCommands: CommandHandlers<'audit_list'> = {
  audit_list: {
    right: 'tickets.manage_access',
    how: 'reads',
    async run({ access, turns }, { kind: _, before, ...filter }, by) {
      const found = await turns.all(by.account ?? by.name, firstOf(access.audit, filter, before));
      const records = fitting(found.slice(0, limits.audit_rows_max));
      return answer({ of: 'audit', records, more: records.length < found.length });
    },
  },
};

/** One more than a page has, if there are so many. */
function* firstOf(
  audit: Pick<Audit, 'page'>,
  filter: AuditFilter,
  before: number | undefined,
): Generator<void, AuditRecord[]> {
  const found: AuditRecord[] = [];
  for (const records of searchAudit(audit, filter, before)) {
    found.push(...records);
    if (found.length > limits.audit_rows_max) break;
    yield;
  }
  return found;
}

/** As many of the first as fit one frame. One always fits. */
function fitting(records: readonly AuditRecord[]): AuditRecord[] {
  let left = page_bytes_max;
  return records.filter((record, i) => {
    left -= Buffer.byteLength(JSON.stringify(record));
    return left >= 0 || i === 0;
  });
}
