import { addressOf, defaultSort, sortsOf, views, type QueueQuery, type Sort } from '../address.ts';
import { go } from '../route.ts';
import type { SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { categoryName } from './names.ts';
import { Tabs } from './tabs.tsx';

interface FiltersProps {
  readonly who: SignedIn;
  readonly query: QueueQuery;
}

export function QueueFilters({ who, query }: FiltersProps) {
  const { categories, settings } = who.you;
  const set = (change: Partial<QueueQuery>): void =>
    go({ screen: 'queue', query: { ...query, page: 1, ...change } });
  // A category of the address may be one that is not configured any more.
  const listed = new Set([...categories, ...settings.retired_categories]);
  if (query.category !== undefined) listed.add(query.category);
  return (
    <div class="filters">
      <Tabs
        label={texts.queue.views.label}
        here={query.view}
        tabs={views.map((view) => {
          const sort = sortsOf(view).includes(query.sort) ? query.sort : defaultSort(view);
          const to = { ...query, view, sort, page: 1 };
          const name = texts.queue.views[view];
          return { key: view, name, href: addressOf({ screen: 'queue', query: to }) };
        })}
      />
      <select
        aria-label={texts.queue.category}
        value={query.category ?? ''}
        onChange={(event) => set({ category: event.currentTarget.value || undefined })}
      >
        <option value="">{texts.queue.allCategories}</option>
        {[...listed].map((category) => (
          <option key={category} value={category}>
            {categoryName(category)}
          </option>
        ))}
      </select>
      <select
        aria-label={texts.queue.sort}
        value={query.sort}
        onChange={(event) => set({ sort: event.currentTarget.value as Sort })}
      >
        {sortsOf(query.view).map((sort) => (
          <option key={sort} value={sort}>
            {texts.queue.sorts[sort]}
          </option>
        ))}
      </select>
    </div>
  );
}
