import type { Entry } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';
import { clockTime, dayOf, fullTime } from '../i18n/time.ts';
import { sentenceOf } from './entry-sentence.ts';
import { NoteLabel } from '../compose/note-label.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { UserText } from '../ui/user-text.tsx';

interface EntryProps {
  readonly entry: Entry;
  readonly me: string;
  /** Whether it is the last of the reader's own messages that support has read. */
  readonly isLastSeen: boolean;
  readonly isNewDay: boolean;
}

export function EntryLine({ entry, me, isLastSeen, isNewDay }: EntryProps) {
  return (
    <>
      {isNewDay && (
        <li class="day">
          <span>{dayOf(entry.at)}</span>
        </li>
      )}
      {entry.what.kind === 'message' || entry.what.kind === 'note' ? (
        <Message
          entry={entry}
          body={entry.what.body}
          isNote={entry.what.kind === 'note'}
          me={me}
          isLastSeen={isLastSeen}
        />
      ) : (
        <li class="entry-system">
          <p>
            <Sentence>{sentenceOf(entry)}</Sentence> <Time entry={entry} />
          </p>
        </li>
      )}
    </>
  );
}

interface MessageProps {
  readonly entry: Entry;
  readonly body: string;
  readonly isNote: boolean;
  readonly me: string;
  readonly isLastSeen: boolean;
}

function Message({ entry, body, isNote, me, isLastSeen }: MessageProps) {
  const { by, surface } = entry;
  const isMine = by.account === me;
  return (
    <li class={`entry ${isNote ? 'entry-note' : `entry-${by.side}`} ${isMine ? 'entry-mine' : ''}`}>
      <p class="entry-top">
        <span class="entry-name" dir="auto">
          {isMine ? texts.ticket.you : by.name || texts.ticket.somebody}
        </span>
        {isNote ? (
          <NoteLabel />
        ) : (
          <span class={`side side-${by.side}`}>{texts.ticket.sides[by.side]}</span>
        )}
        <span class="entry-when">
          <Time entry={entry} /> {texts.surface[surface]}
        </span>
      </p>
      <UserText>{body}</UserText>
      {isLastSeen && <p class="entry-seen">{texts.ticket.seenBySupport}</p>}
    </li>
  );
}

function Time({ entry }: { readonly entry: Entry }) {
  return (
    <time dateTime={new Date(entry.at).toISOString()} title={fullTime(entry.at)}>
      {clockTime(entry.at)}
    </time>
  );
}
