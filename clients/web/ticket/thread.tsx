import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entry } from '../../../protocol/ticket.ts';
import type { Outgoing } from './conversation.ts';
import { MessageFiles } from '../files/message-files.tsx';
import { isLive } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { dayOf } from '../i18n/time.ts';
import { EntryLine } from './entry.tsx';
import { Icon } from '../ui/icons.tsx';
import { NoteLabel } from '../compose/note-label.tsx';
import { Problem } from '../ui/notice.tsx';
import { useStickToEnd } from './stick-to-end.ts';
import { UserText } from '../ui/user-text.tsx';

interface ThreadProps {
  readonly ticket: string;
  readonly entries: readonly Entry[];
  readonly more: boolean;
  /** The viewing account. */
  readonly me: string;
  /** Messages that are not among the entries yet. */
  readonly outgoing: readonly Outgoing[];
  /** The last entry that support has read, in the numbers shown; 0 if none. */
  readonly seenBySupport: number;
  /** Called when the end is visible. */
  seen(): void;
  /** Loads the page before; resolves to the problem, if any. */
  earlier(): Promise<string | undefined>;
}

export function Thread(props: ThreadProps) {
  const { ticket, entries, more, me, outgoing, seenBySupport, seen, earlier } = props;
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
    if (isLoading) return;
    setLoading(true);
    try {
      setProblem(await earlier());
    } finally {
      setLoading(false);
    }
  };
  return (
    <div class="thread" role="log" aria-label={texts.ticket.conversation} ref={stick.thread}>
      {more && <Earlier key={entries[0]?.seq} isLoading={isLoading} load={() => void load()} />}
      <Problem>{problem}</Problem>
      {!entries.some(({ what }) => what.kind === 'message' || what.kind === 'note') &&
        outgoing.length === 0 &&
        !more && <p class="entry-system">{texts.ticket.empty}</p>}
      <ol>
        {entries.map((entry, i) => (
          <EntryLine
            key={entry.seq}
            ticket={ticket}
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

interface EarlierProps {
  readonly isLoading: boolean;
  load(): void;
}

/** Above a page of history: the page before is loaded on scrolling near, or by the button. */
function Earlier({ isLoading, load }: EarlierProps) {
  const element = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([change]) => {
        // At the very top nobody has scrolled yet: the page starts at its end.
        if (change?.isIntersecting && scrollY > 0) load();
      },
      { rootMargin: '300px 0px 0px 0px' },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <p class="earlier" ref={element}>
      <button type="button" class="quiet" disabled={isLoading} onClick={load}>
        {isLoading ? texts.ticket.earlierBusy : texts.ticket.earlier}
      </button>
    </p>
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
      {message.text.trim() !== '' && <UserText>{message.text.trim()}</UserText>}
      <MessageFiles ticket={undefined} files={message.files} />
    </li>
  );
}
