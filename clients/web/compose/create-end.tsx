import { addressOf, type Route } from '../app/address.ts';
import { isLive } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import type { Action } from '../lib/use-action.ts';
import { Problem } from '../ui/notice.tsx';

interface EndProps {
  readonly action: Action;
  readonly isFit: boolean;
  /** Where to go when the reader cancels. */
  readonly back: Route;
}

/** Problems and buttons below the fields of a new ticket. */
export function CreateEnd({ action, isFit, back }: EndProps) {
  return (
    <>
      <Problem>{action.problem}</Problem>
      {action.isBusy && !isLive.value && <p class="muted">{texts.create.waiting}</p>}
      <p class="buttons">
        <button class="primary" type="submit" disabled={!isFit || action.isBusy}>
          {action.isBusy ? texts.create.busy : texts.create.submit}
        </button>
        <a class="button quiet" href={addressOf(back)}>
          {texts.create.cancel}
        </a>
      </p>
    </>
  );
}
