import type { Side } from '../../../protocol/ticket.ts';
import { useAnnounced } from '../ui/announce.ts';
import type { Beside } from '../../core/replica-beside.ts';
import { locale } from '../i18n/language.ts';
import { texts } from '../i18n/texts.ts';
import { apart } from '../compose/apart.ts';
import { Sentence } from '../ui/sentence.tsx';

/** Beyond this many, people are only counted. */
const names_shown_max = 3;

interface PresenceProps {
  readonly beside: Beside;
  /** The viewing account, which is not listed. */
  readonly me: string;
  readonly as: Side;
}

/** Who else is at the ticket; players only see that support is typing to them. */
export function PresenceLine({ beside, me, as }: PresenceProps) {
  const said =
    as === 'support'
      ? staffSentences(beside, me)
      : beside.isSupportTyping
        ? [{ text: texts.ticket.supportWriting, isBusy: false }]
        : [];
  useAnnounced('presence', said.map(({ text }) => text).join(' '));
  return (
    <p class="presence">
      {said.map(({ text, isBusy }) => (
        <span key={text} class={isBusy ? 'presence-busy' : undefined}>
          <Sentence>{text}</Sentence>
        </span>
      ))}
    </p>
  );
}

function staffSentences({ presence }: Beside, me: string): { text: string; isBusy: boolean }[] {
  const typing = presence.typing.filter(({ account }) => account !== me);
  const writers = new Set(typing.map(({ account }) => account));
  const viewing = presence.viewing.filter(({ account }) => account !== me && !writers.has(account));
  const { writing, looking } = texts.ticket;
  return [
    ...(typing.length === 0
      ? []
      : [
          {
            text: writing(namesOf(typing), typing.length),
            isBusy: typing.some(({ side }) => side === 'support'),
          },
        ]),
    ...(viewing.length === 0
      ? []
      : [{ text: looking(namesOf(viewing), viewing.length), isBusy: false }]),
  ];
}

/** "Iris, Ben, Cid, and 2 others", with names marked by `apart`. */
export function namesOf(people: readonly { readonly name: string }[]): string {
  const names = people
    .slice(0, names_shown_max)
    .map(({ name }) => apart(name || texts.ticket.somebody));
  const others = people.length - names.length;
  if (others > 0) names.push(texts.ticket.others(others));
  return new Intl.ListFormat(locale.value).format(names);
}
