import type { Presence } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';
import { apart } from '../compose/apart.ts';
import { Sentence } from '../ui/sentence.tsx';

interface PresentProps {
  /** Undefined: nobody is there. */
  readonly present: Presence | undefined;
  /** The viewing account, which is not listed. */
  readonly me: string;
}

/** Who else is at a ticket, in its row. */
export function Present({ present, me }: PresentProps) {
  const others = present?.people.filter(({ account }) => account !== me) ?? [];
  const [writing, looking] = [true, false].map((typing) =>
    others
      .filter((one) => one.typing === typing)
      .map(({ name }) => apart(name || texts.ticket.somebody)),
  ) as [string[], string[]];
  const { ticket } = texts;
  const said = [
    writing.length > 0 && ticket.writing(writing.join(', '), writing.length),
    looking.length > 0 && ticket.looking(looking.join(', '), looking.length),
  ].filter((one) => one !== false);
  if (said.length === 0) return null;
  return (
    <span class="present">
      <Sentence>{said.join(' · ')}</Sentence>
    </span>
  );
}
