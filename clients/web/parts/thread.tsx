import { useState } from 'preact/hooks';
import type { Entry } from '../../../protocol/ticket.ts';
import type { Outgoing } from '../conversation.ts';
import { isLive } from '../session.ts';
import { texts } from '../texts.ts';
import { dayOf } from '../time.ts';
import { EntryLine } from './entry.tsx';
import { Icon } from './icons.tsx';
import { NoteLabel } from './note-label.tsx';
import { Problem } from './notice.tsx';
import { useStickToEnd } from './stick-to-end.ts';

interface ThreadProps {
  readonly entries: readonly Entry[];
  readonly more: boolean;
  /** The account that looks. */
  readonly me: string;
  /** What is not among the entries yet. */
  readonly outgoing: readonly Outgoing[];
  /** The last entry that support has seen, in the numbers shown; 0 is none. */
  readonly seenBySupport: number;
  /** Called when the end is before somebody's eyes. */
  seen(): void;
  /** Asks for the page before; gives why there is none, in words. */
  earlier(): Promise<string | undefined>;
}

export function Thread({ entries, more, me, outgoing, seenBySupport, seen, earlier }: ThreadProps) {
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const stick = useStickToEnd(
    entries[0]?.seq ?? 0,
    entries.at(-1)?.seq ?? 0,
    outgoing.length,
    seen,
  );
  const lastSeen = entries.findLast(
    ({ seq, by, what }) => seq <= seenBySupport && by.account === me && what.kind === 'message',
  );
  const load = async (): Promise<void> => {
    setLoading(true);
    setProblem(await earlier());
    setLoading(false);
  };
  return (
    <div class="thread" role="log" aria-label={texts.ticket.conversation} ref={stick.thread}>
      {more && (
        <p class="earlier">
          <button type="button" class="quiet" disabled={isLoading} onClick={() => void load()}>
            {isLoading ? texts.ticket.earlierBusy : texts.ticket.earlier}
          </button>
        </p>
      )}
      <Problem>{problem}</Problem>
      <ol>
        {entries.map((entry, i) => (
          <EntryLine
            key={entry.seq}
            entry={entry}
            me={me}
            isLastSeen={entry === lastSeen}
            isNewDay={i === 0 || dayOf(entries[i - 1]!.at) !== dayOf(entry.at)}
          />
        ))}
        {outgoing.map((message) => (
          <Pending key={message.id} message={message} />
        ))}
      </ol>
      <div class="thread-end" ref={stick.end} />
      {stick.hasUnseen && (
        <button type="button" class="latest" onClick={stick.toEnd}>
          <Icon name="down" />
          {texts.ticket.latest}
        </button>
      )}
    </div>
  );
}

function Pending({ message }: { readonly message: Outgoing }) {
  const isNote = message.mode === 'note';
  return (
    <li class={`entry pending ${isNote ? 'entry-note' : 'entry-mine'}`}>
      <p class="entry-top">
        <span class="entry-name">{texts.ticket.you}</span>
        {isNote && <NoteLabel />}
        <span class="entry-when">{isLive.value ? texts.ticket.sending : texts.ticket.waiting}</span>
      </p>
      <p class="text" dir="auto">
        {message.text.trim()}
      </p>
    </li>
  );
}
