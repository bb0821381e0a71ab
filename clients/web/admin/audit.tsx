import type { AuditRecord } from '../../../protocol/admin-rows.ts';
import { Problem } from '../ui/notice.tsx';
import { When } from '../ui/when.tsx';
import type { SignedIn } from '../session/session.ts';
import { adminTexts } from '../i18n/texts.ts';
import { useAction } from '../lib/use-action.ts';
import { useAsked } from '../lib/use-asked.ts';
import { changedIn, shownIn } from './audit-words.ts';
import { WhenAsked } from './when-asked.tsx';

/** Who changed what in the administration, newest first. */
export function Audit({ who }: { readonly who: SignedIn }) {
  const asking = useAsked(who.connection, { kind: 'audit_list' }, 'audit', {
    next({ records, more }) {
      const last = records.at(-1);
      return more && last !== undefined ? { kind: 'audit_list', before: last.seq } : undefined;
    },
    join: (is, next) => ({ ...next, records: [...is.records, ...next.records] }),
  });
  const action = useAction();
  return (
    <WhenAsked asking={asking}>
      {(is) => (
        <>
          {is.records.length === 0 && <p class="muted">{adminTexts.admin.noChanges}</p>}
          <ul class="panels" aria-label={adminTexts.admin.pages.audit}>
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
              {adminTexts.admin.more}
            </button>
          )}
          <Problem>{action.problem}</Problem>
        </>
      )}
    </WhenAsked>
  );
}

function Change({ record }: { readonly record: AuditRecord }) {
  const { at, account, name, what, from, to } = record;
  return (
    <li class="panel">
      <h2 dir="auto">{changedIn(what)}</h2>
      <p class="muted facts">
        <bdi>{account === null ? adminTexts.audit.commandLine : name}</bdi> <When at={at} />
      </p>
      <dl>
        <div class="detail">
          <dt>{adminTexts.admin.from}</dt>
          <dd class="text">{shownIn(from)}</dd>
        </div>
        <div class="detail">
          <dt>{adminTexts.admin.to}</dt>
          <dd class="text">{shownIn(to)}</dd>
        </div>
      </dl>
    </li>
  );
}
