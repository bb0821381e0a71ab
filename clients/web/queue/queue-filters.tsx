import { useRef } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { Status } from '../../../protocol/ticket.ts';
import {
  addressOf,
  numberIn,
  sortsOf,
  statuses,
  views,
  withStatus,
  withView,
  type QueueQuery,
  type Sort,
} from '../app/address.ts';
import { useCommands } from '../app/keys.ts';
import { go } from '../app/route.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { FilterField } from './filter-field.tsx';
import { categoryName } from '../ticket/names.ts';
import { Tabs } from '../ui/tabs.tsx';

interface FiltersProps {
  readonly who: SignedIn;
  readonly query: QueueQuery;
}

export function QueueFilters({ who, query }: FiltersProps) {
  const { categories, settings } = who.you;
  const words = useRef<HTMLInputElement>(null);
  useCommands({ filter: () => words.current?.focus() });
  const to = (next: QueueQuery): void => go({ screen: 'queue', query: next });
  // The address may contain a category that is no longer configured.
  const listed = new Set([...categories, ...settings.retired_categories]);
  if (query.category !== undefined) listed.add(query.category);
  const { queue } = texts;
  return (
    <div class="filters">
      <Tabs
        label={queue.views.label}
        here={query.view}
        tabs={views.map((view) => {
          const href = addressOf({ screen: 'queue', query: withView(query, view) });
          return { key: view, name: queue.views[view], href };
        })}
      />
      <FilterField
        label={queue.find}
        isLabelInside
        value={query.words ?? ''}
        chars_max={limits.find_words_chars_max}
        input={words}
        set={(typed) => {
          go({ screen: 'queue', query: { ...query, words: typed || undefined } }, 'replace');
          return typed;
        }}
        enter={(typed) => {
          const found = numbered(typed, query);
          if (found !== undefined) go(found);
          return found !== undefined;
        }}
        offer={(typed) => {
          const found = numbered(typed, query);
          if (found === undefined) return null;
          return <a href={addressOf(found)}>{texts.ticket.openNumber(Number(found.ticket))}</a>;
        }}
      />
      <Choice
        label={queue.columns.status}
        all={queue.allStatuses}
        value={query.status}
        options={statuses.map((one) => [one, texts.status[one]])}
        choose={(status) => to(withStatus(query, status as Status | undefined))}
      />
      <Choice
        label={queue.category}
        all={queue.allCategories}
        value={query.category}
        options={[...listed].map((one) => [one, categoryName(one)])}
        choose={(category) => to({ ...query, category })}
      />
      <Choice
        label={queue.sort}
        value={query.sort}
        options={sortsOf(query).map((sort) => [sort, queue.sorts[sort]])}
        choose={(sort) => to({ ...query, sort: sort as Sort })}
      />
    </div>
  );
}

/** The ticket whose number was typed. */
function numbered(typed: string, query: QueueQuery) {
  const number = numberIn(typed);
  if (number === undefined) return undefined;
  return { screen: 'queue_ticket', ticket: String(number), query } as const;
}

interface ChoiceProps {
  readonly label: string;
  /** The label for no choice; absent if a choice is required. */
  readonly all?: string;
  readonly value: string | undefined;
  /** Each with its label. */
  readonly options: ReadonlyArray<readonly [string, string]>;
  choose(value: string | undefined): void;
}

export function Choice({ label, all, value, options, choose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => choose(event.currentTarget.value || undefined)}
    >
      {all !== undefined && <option value="">{all}</option>}
      {options.map(([one, name]) => (
        <option key={one} value={one}>
          {name}
        </option>
      ))}
    </select>
  );
}
