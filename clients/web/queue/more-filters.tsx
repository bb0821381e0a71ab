import { limits } from '../../../protocol/limits.ts';
import type { Priority } from '../../../protocol/ticket.ts';
import { idIn, priorities, type Named, type QueueQuery } from '../app/address.ts';
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

type Filter = 'words' | 'priority' | 'shard' | 'assignee' | 'participant';
const filters: readonly Filter[] = ['words', 'priority', 'shard', 'assignee', 'participant'];

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
          <Choice
            label={queue.priority}
            all={queue.allPriorities}
            value={query.priority}
            options={priorities.map((one) => [one, texts.priority[one]])}
            choose={(priority) => set({ priority: priority as Priority | undefined })}
          />
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
        const shown = shownOf(one, value);
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

function shownOf(filter: Filter, value: string | Named): string {
  if (typeof value !== 'string') return value.name || value.id;
  return filter === 'priority' ? texts.priority[value as Priority] : value;
}
