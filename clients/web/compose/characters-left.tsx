import { useAnnounced } from '../ui/announce.ts';
import { texts } from '../i18n/texts.ts';

const shown_below_max = 500;

/**
 * Shown only near the limit. A longer text, such as a pasted one, is kept whole and cannot be sent
 * until it is shorter. No field cuts its input (`maxLength`), which nobody would notice.
 */
export function CharactersLeft({
  text,
  chars_max,
}: {
  readonly text: string;
  readonly chars_max: number;
}) {
  const left = chars_max - text.length;
  useAnnounced('count', left < 0 ? texts.composer.over(-left) : undefined);
  if (left >= Math.min(shown_below_max, chars_max / 5)) return null;
  return (
    <p class={left < 0 ? 'count over' : 'count'}>
      {left < 0 ? texts.composer.over(-left) : texts.composer.left(left)}
    </p>
  );
}
