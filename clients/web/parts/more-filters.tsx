import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import { idIn, type QueueQuery } from '../address.ts';
import { go } from '../route.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { apart } from './apart.ts';
import { Finder } from './finder.tsx';
import { Icon } from './icons.tsx';
import { Sentence } from './sentence.tsx';

interface FiltersProps {
  readonly who: SignedIn;
  readonly query: QueueQuery;
}

type Filter = 'words' | 'shard' | 'assignee' | 'participant';
const filters: readonly Filter[] = ['words', 'shard', 'assignee', 'participant'];

/** After the last key, before the queue is asked for anew. */
const pause_ms = 300;

/** The filters that are not needed every day. Those in use are shown and taken off one by one. */
export function MoreFilters({ who, query }: FiltersProps) {
  const set = (change: Partial<QueueQuery>): void =>
    go({ screen: 'queue', query: { ...query, page: 1, ...change } }, 'replace');
  const mayFind = who.rights.has('tickets.assign');
  const { queue } = texts;
  return (
    <div class="more-filters">
      <details>
        <summary>{queue.more}</summary>
        <div class="more-fields">
          <Field
            label={queue.words}
            value={query.words ?? ''}
            chars_max={limits.find_words_chars_max}
            set={(words) => set({ words: words === '' ? undefined : words })}
          />
          <Field
            label={queue.shard}
            value={query.shard ?? ''}
            chars_max={limits.id_chars_max}
            set={(shard) => set({ shard: idIn(shard) })}
          />
          {mayFind &&
            (['assignee', 'participant'] as const).map((one) => (
              <Finder
                key={one}
                who={who}
                what="accounts"
                label={queue[one]}
                choose={({ id, name }) => set({ [one]: { id, name } })}
              />
            ))}
        </div>
      </details>
      {filters.map((one) => {
        const value = query[one];
        if (value === undefined) return null;
        const shown = typeof value === 'string' ? value : value.name || value.id;
        return (
          <button
            key={one}
            type="button"
            class="chip"
            aria-label={queue.without(queue.chosen(queue[one], shown))}
            onClick={() => set({ [one]: undefined })}
          >
            <span>
              <Sentence>{queue.chosen(queue[one], apart(shown))}</Sentence>
            </span>
            <Icon name="cross" />
          </button>
        );
      })}
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly chars_max: number;
  set(to: string): void;
}

/** Takes effect when nothing is typed for a moment. */
function Field({ label, value, chars_max, set }: FieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  // The rest of the filter may have changed while nothing was typed.
  const present = useRef(set);
  present.current = set;
  useEffect(() => {
    // Taken off elsewhere; what comes back from here is what is typed, or older.
    if (value !== asked.current) setTyped(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === asked.current) return undefined;
    const timer = setTimeout(() => {
      asked.current = wanted;
      present.current(wanted);
    }, pause_ms);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class="finder">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        dir="auto"
        autoComplete="off"
        maxLength={chars_max}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </div>
  );
}
