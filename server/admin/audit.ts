import type { AuditRecord } from '../../protocol/admin-rows.ts';
import { limits } from '../../protocol/limits.ts';
import { answer, type CommandHandlers } from './command-handler.ts';

/** Records of one page. */
const page_bytes_max = limits.history_bytes_max;

export const auditCommands: CommandHandlers<'audit_list'> = {
  audit_list: {
    right: 'tickets.manage_access',
    how: 'reads',
    run({ access }, { before }) {
      const page = access.audit.page(before, limits.audit_rows_max);
      const records = fitting(page.records);
      return answer({
        of: 'audit',
        records,
        more: page.more || records.length < page.records.length,
      });
    },
  },
};

/** As many of the first as fit one frame. One always fits. */
function fitting(records: readonly AuditRecord[]): AuditRecord[] {
  let left = page_bytes_max;
  return records.filter((record, i) => {
    left -= Buffer.byteLength(JSON.stringify(record));
    return left >= 0 || i === 0;
  });
}
