import { texts } from '../texts.ts';

const shown_below = 500;

/** Nothing until the end comes near; a text may be longer for a while, but not be sent. */
export function CharactersLeft({
  text,
  chars_max,
}: {
  readonly text: string;
  readonly chars_max: number;
}) {
  const left = chars_max - text.length;
  if (left >= shown_below) return null;
  return (
    <p class={left < 0 ? 'count over' : 'count'}>
      {left < 0 ? texts.composer.over(-left) : texts.composer.left(left)}
    </p>
  );
}
