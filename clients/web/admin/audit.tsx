import { useState } from 'preact/hooks';
import type { AuditFilter } from '../../../protocol/audit-filter.ts';
import type { AuditRecord } from '../../../protocol/admin-rows.ts';
import { Problem } from '../ui/notice.tsx';
import { SavingLine } from '../ui/saving-line.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { When } from '../ui/when.tsx';
import type { SignedIn } from '../session/session.ts';
import { useSaving } from '../session/use-saving.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { useAsked } from '../lib/use-asked.ts';
import { AuditFilters } from './audit-filters.tsx';
import { deedIn, valueIn } from './audit-words.ts';
import { WhenAsked } from './when-asked.tsx';

/** Who changed what in the administration, newest first. */
export function Audit({ who }: { readonly who: SignedIn }) {
  const [filter, setFilter] = useState<AuditFilter>({});
  const { saving, isBusy, save } = useSaving();
  return (
    <>
      <AuditFilters filter={filter} set={setFilter} />
      <Changes key={JSON.stringify(filter)} who={who} filter={filter} />
      <div class="audit-save">
        <button
          type="button"
          class="quiet"
          disabled={isBusy}
          onClick={() => void save({ kind: 'audit', filter })}
        >
          {adminTexts.audit.filters.save}
        </button>
        <SavingLine saving={saving} />
      </div>
    </>
  );
}

interface ChangesProps {
  readonly who: SignedIn;
  readonly filter: AuditFilter;
}

function Changes({ who, filter }: ChangesProps) {
  const command = { kind: 'audit_list', ...filter } as const;
  const asking = useAsked(who.connection, command, 'audit', {
    next({ records, more }) {
      const last = records.at(-1);
      return more && last !== undefined ? { ...command, before: last.seq } : undefined;
    },
    join: (is, next) => ({ ...next, records: [...is.records, ...next.records] }),
  });
  const action = useAction();
  const { admin, audit } = adminTexts;
  const none = Object.keys(filter).length === 0 ? admin.noChanges : audit.filters.none;
  return (
    <WhenAsked asking={asking}>
      {(is) => (
        <>
          {is.records.length === 0 && (
            <p class="muted" role="status">
              {none}
            </p>
          )}
          <ul class="panels" aria-label={admin.pages.audit}>
            {is.records.map((record) => (
              <Change key={record.seq} record={record} />
            ))}
          </ul>
          {is.more && (
            <button
              type="button"
              disabled={action.isBusy}
              onClick={() => void action.run(asking.more)}
            >
              {admin.more}
            </button>
          )}
          <Problem>{action.problem}</Problem>
        </>
      )}
    </WhenAsked>
  );
}

function Change({ record }: { readonly record: AuditRecord }) {
  const { at, what, from, to } = record;
  const before = valueIn(what, from);
  const after = valueIn(what, to);
  return (
    <li class="panel">
      <h2>
        <Sentence>{deedIn(record)}</Sentence>
      </h2>
      <p class="muted facts">
        <When at={at} />
      </p>
      {(before !== null || after !== null) && (
        <dl>
          <Value name={adminTexts.admin.from} value={before} />
          <Value name={adminTexts.admin.to} value={after} />
        </dl>
      )}
    </li>
  );
}

/** What was not there before, or is not since, is told by the sentence. */
function Value({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null) return null;
  return (
    <div class="detail">
      <dt>{name}</dt>
      <dd class="text" dir="auto">
        {value}
      </dd>
    </div>
  );
}
