import type { ComponentChildren } from 'preact';
import type { AnswerBodyOf } from '../../../protocol/admin.ts';
import type { Action } from '../lib/use-action.ts';
import type { SignedIn } from '../session/session.ts';
import { Problem } from '../ui/notice.tsx';

/** What an action is given: one account, as the administrator sees it. */
export interface ActionProps {
  readonly who: SignedIn;
  readonly is: AnswerBodyOf<'account'>;
  /** Asks for the account again. */
  again(): void;
  /** Closes the dialog, once the account is gone. */
  close(): void;
  /** Shows that it was erased, and nothing else of it. */
  erased(name: string): void;
}

interface RowProps {
  /** What it does and what follows from it. */
  readonly what: string;
  readonly action: Action;
  readonly children: ComponentChildren;
  /** What came of it. */
  readonly done?: ComponentChildren;
}

export function ActionRow({ what, action, children, done }: RowProps) {
  return (
    <li class="action">
      <p class="muted">{what}</p>
      <div class="buttons">{children}</div>
      {done}
      <Problem>{action.problem}</Problem>
    </li>
  );
}
