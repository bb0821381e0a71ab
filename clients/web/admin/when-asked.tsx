import type { ComponentChildren } from 'preact';
import type { AnswerBody, AnswerBodyOf } from '../../../protocol/admin.ts';
import { Loading, Notice } from '../ui/notice.tsx';
import { texts } from '../i18n/texts.ts';
import type { Asking } from '../lib/use-asked.ts';

interface WhenAskedProps<O extends AnswerBody['of']> {
  readonly asking: Asking<O>;
  readonly children: (is: AnswerBodyOf<O>) => ComponentChildren;
}

/** The answer, or why there is none yet. */
export function WhenAsked<O extends AnswerBody['of']>({ asking, children }: WhenAskedProps<O>) {
  const { asked, again } = asking;
  switch (asked.kind) {
    case 'loading':
      return <Loading />;
    case 'refused':
      return (
        <Notice title={texts.notHere.title}>
          <p>{asked.problem}</p>
          <button type="button" onClick={again}>
            {texts.tryAgain}
          </button>
        </Notice>
      );
    case 'here':
      return <>{children(asked.is)}</>;
  }
}
