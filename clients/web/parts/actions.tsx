import type { Deed, Head, Side } from '../../../protocol/ticket.ts';
import { isLive, type SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { useAction } from '../use-action.ts';
import { mayAssign, mayClose, mayRelease, mayReopen } from './may.ts';
import { Problem } from './notice.tsx';

interface ActionsProps {
  readonly who: SignedIn;
  readonly as: Side;
  readonly head: Head;
}

export function Actions({ who, as, head }: ActionsProps) {
  const { connection, rights } = who;
  const action = useAction();
  const button = (isThere: boolean, name: 'assign' | 'release' | 'close' | 'reopen', deed: Deed) =>
    isThere && (
      <button
        type="button"
        disabled={action.isBusy}
        onClick={() => void action.run(() => connection.command(deed, { ticket: head.id, as }))}
      >
        {texts.actions[name]}
      </button>
    );
  return (
    <div class="actions">
      <div class="buttons" role="group" aria-label={texts.actions.label} aria-busy={action.isBusy}>
        {button(mayAssign(rights, as, head), 'assign', { kind: 'assign_to_me' })}
        {button(mayRelease(rights, as, head), 'release', { kind: 'unassign' })}
        {button(mayClose(rights, as, head), 'close', { kind: 'close' })}
        {button(mayReopen(rights, as, head), 'reopen', { kind: 'reopen' })}
      </div>
      {action.isBusy && !isLive.value && <p class="muted">{texts.actions.waits}</p>}
      <Problem>{action.problem}</Problem>
    </div>
  );
}
