import type { Entry, EntryBody } from '../../../protocol/ticket.ts';
import { MessageFiles } from '../files/message-files.tsx';
import { texts } from '../i18n/texts.ts';
import { clockTime, dayOf, fullTime } from '../i18n/time.ts';
import { sentenceOf } from './entry-sentence.ts';
import { NoteLabel } from '../compose/note-label.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { UserText } from '../ui/user-text.tsx';
import { nameShown, textShown } from './names.ts';

interface EntryProps {
  readonly ticket: string;
  readonly entry: Entry;
  readonly me: string;
  /** Whether it is the last of the reader's own messages that support has read. */
  readonly isLastSeen: boolean;
  readonly isNewDay: boolean;
}

export function EntryLine({ ticket, entry, me, isLastSeen, isNewDay }: EntryProps) {
  return (
    <>
      {isNewDay && (
        <li class="day">
          <span>{dayOf(entry.at)}</span>
        </li>
      )}
      {entry.what.kind === 'message' || entry.what.kind === 'note' ? (
        <Message ticket={ticket} entry={entry} what={entry.what} me={me} isLastSeen={isLastSeen} />
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
  readonly ticket: string;
  readonly entry: Entry;
  readonly what: Extract<EntryBody, { kind: 'message' | 'note' }>;
  readonly me: string;
  readonly isLastSeen: boolean;
}

function Message({ ticket, entry, what, me, isLastSeen }: MessageProps) {
  const isNote = what.kind === 'note';
  const { by, surface } = entry;
  const isMine = by.account === me;
  return (
    <li class={`entry ${isNote ? 'entry-note' : `entry-${by.side}`} ${isMine ? 'entry-mine' : ''}`}>
      <p class="entry-top">
        <span class="entry-name" dir="auto">
          {isMine ? texts.ticket.you : nameShown(by.name)}
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
      {what.body !== '' && <UserText>{textShown(what.body)}</UserText>}
      <MessageFiles ticket={ticket} files={what.files} />
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
