import type { AnswerBodyOf, AuditRecord } from '../../../protocol/admin.ts';
import { Problem } from '../parts/notice.tsx';
import { When } from '../parts/when.tsx';
import type { SignedIn } from '../session.ts';
import { adminTexts } from '../texts.ts';
import { useAction } from '../use-action.ts';
import { answerOf, askAdmin, useAsked } from '../use-asked.ts';
import { changedIn, shownIn } from './audit-words.ts';
import { WhenAsked } from './when-asked.tsx';

/** Who changed what of the administration, newest first. */
export function Audit({ who }: { readonly who: SignedIn }) {
  const asking = useAsked(who.connection, { kind: 'audit_list' }, 'audit');
  const action = useAction();
  const more = async (shown: AnswerBodyOf<'audit'>): Promise<void> => {
    const before = shown.records.at(-1)?.seq;
    if (before === undefined) return;
    const outcome = await action.run(() =>
      askAdmin(who.connection, { kind: 'audit_list', before }),
    );
    const next = answerOf(outcome, 'audit');
    if (next !== undefined) {
      asking.put({ ...next, records: [...shown.records, ...next.records] });
    }
  };
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
            <button type="button" disabled={action.isBusy} onClick={() => void more(is)}>
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
