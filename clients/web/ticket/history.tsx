import { useState } from 'preact/hooks';
import type { Entry } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';
import { sentenceOf } from './entry-sentence.ts';
import { Sentence } from '../ui/sentence.tsx';
import { When } from '../ui/when.tsx';

interface HistoryProps {
  readonly entries: readonly Entry[];
  /** Loads the page before; undefined if everything is there. */
  readonly earlier: (() => void) | undefined;
}

/** What was done to the ticket, as far back as the thread is loaded, latest first. */
export function History({ entries, earlier }: HistoryProps) {
  const [isOpen, setOpen] = useState(false);
  const done = entries.filter(({ what }) => what.kind !== 'message' && what.kind !== 'note');
  return (
    <details class="history" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{texts.details.history}</summary>
      {isOpen && (
        <ol aria-label={texts.details.history}>
          {done.toReversed().map((entry) => (
            <li key={entry.seq}>
              <span>
                <Sentence>{sentenceOf(entry)}</Sentence>
              </span>
              <span class="muted">
                <When at={entry.at} /> {texts.surface[entry.surface]}
              </span>
            </li>
          ))}
          {earlier !== undefined && (
            <li>
              <button type="button" class="quiet" onClick={earlier}>
                {texts.details.earlier}
              </button>
            </li>
          )}
        </ol>
      )}
    </details>
  );
}
