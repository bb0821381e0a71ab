import { texts } from '../texts.ts';
import { number } from '../language.ts';
import { Icon } from './icons.tsx';

interface PagerProps {
  /** Counted from 1. */
  readonly first: number;
  readonly last: number;
  readonly total: number;
  turn(by: 1 | -1): void;
}

export function Pager({ first, last, total, turn }: PagerProps) {
  return (
    <nav class="pager" aria-label={texts.pager.label}>
      <button
        type="button"
        aria-label={texts.pager.previous}
        disabled={first === 1}
        onClick={() => turn(-1)}
      >
        <Icon name="back" />
      </button>
      <span>{texts.pager.range(number(first), number(last), number(total))}</span>
      <button
        type="button"
        aria-label={texts.pager.next}
        disabled={last >= total}
        onClick={() => turn(1)}
      >
        <Icon name="next" />
      </button>
    </nav>
  );
}
