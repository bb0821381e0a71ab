import { limits } from '../../../protocol/limits.ts';
import type { TriageField } from '../../../protocol/ticket.ts';
import { idIn, type QueueQuery } from '../app/address.ts';
import { triage, triageFields } from '../app/triage.ts';
import { go } from '../app/route.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { apart } from '../compose/apart.ts';
import { FilterField } from './filter-field.tsx';
import { Choice } from './queue-filters.tsx';
import { Finder } from '../compose/finder.tsx';
import { Icon } from '../ui/icons.tsx';
import { Sentence } from '../ui/sentence.tsx';

interface FiltersProps {
  readonly who: SignedIn;
  readonly query: QueueQuery;
}

interface TriageTexts {
  readonly name: string;
  readonly words: Readonly<Record<string, string>>;
}

type Filter = TriageField | 'words' | 'shard' | 'assignee' | 'participant';
const filters: readonly Filter[] = ['words', ...triageFields, 'shard', 'assignee', 'participant'];

/** Filters that are not needed every day. Active ones are shown and removed one by one. */
export function MoreFilters({ who, query }: FiltersProps) {
  const set = (change: Partial<QueueQuery>): void =>
    go({ screen: 'queue', query: { ...query, ...change } }, 'replace');
  const mayFind = who.rights.has('tickets.assign');
  const { queue } = texts;
  return (
    <div class="more-filters">
      <details>
        <summary>{queue.more}</summary>
        <div class="more-fields">
          {triageFields.map((field) => {
            const { name, all, words } = texts.triage[field];
            return (
              <div key={field} class="finder">
                <label aria-hidden="true">{name}</label>
                <Choice
                  label={name}
                  all={all}
                  value={query[field]}
                  options={triage[field].words.map((word) => [word, words[word]])}
                  choose={(word) => set({ [field]: word } as Partial<QueueQuery>)}
                />
              </div>
            );
          })}
          <FilterField
            label={queue.shard}
            value={query.shard ?? ''}
            chars_max={limits.id_chars_max}
            set={(typed) => {
              const shard = idIn(typed);
              set({ shard });
              return shard ?? '';
            }}
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
        const own: Partial<Record<Filter, TriageTexts>> = texts.triage;
        const { name = queue[one as Exclude<Filter, TriageField>], words } = own[one] ?? {};
        const shown =
          typeof value === 'string' ? (words?.[value] ?? value) : value.name || value.id;
        return (
          <button
            key={one}
            type="button"
            class="chip"
            aria-label={queue.without(queue.chosen(name, shown))}
            onClick={() => set({ [one]: undefined })}
          >
            <span>
              <Sentence>{queue.chosen(name, apart(shown))}</Sentence>
            </span>
            <Icon name="cross" />
          </button>
        );
      })}
    </div>
  );
}
