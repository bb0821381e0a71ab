import { useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { Category } from '../../../protocol/kept-settings.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { adminTexts } from '../i18n/texts.ts';
import { useReorder } from './use-reorder.ts';

interface CategoriesProps {
  readonly categories: readonly Category[];
  set(categories: Category[]): void;
}

/** The categories in the order of the menu. */
export function CategoriesField({ categories, set }: CategoriesProps) {
  const [moved, setMoved] = useState('');
  const change = (at: number, part: Partial<Category>): void =>
    set(categories.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const move = (from: number, to: number): void => {
    const one = categories[from]!;
    set(categories.filter((_, i) => i !== from).toSpliced(to, 0, one));
    setMoved(adminTexts.admin.categoryMoved(one.name, to + 1, categories.length));
  };
  const { dragged, list, handle } = useReorder(categories.length, move);
  return (
    <div class="categories">
      <ul {...list}>
        {categories.map(({ name, retired }, i) => (
          // Keyed by index, since the name changes while it is typed.
          <li key={i} class={i === dragged ? 'dragged' : undefined}>
            <button
              type="button"
              class="quiet handle"
              data-handle
              aria-label={adminTexts.admin.moveCategory(name, i + 1, categories.length)}
              title={adminTexts.admin.moveHint}
              {...handle(i)}
            >
              <span aria-hidden="true">⠿</span>
            </button>
            <input
              aria-label={adminTexts.admin.category(i + 1)}
              dir="auto"
              value={name}
              onInput={(event) => change(i, { name: event.currentTarget.value })}
            />
            <CharactersLeft text={name} chars_max={limits.category_chars_max} />
            <label>
              <input
                type="checkbox"
                checked={retired}
                onChange={(event) => change(i, { retired: event.currentTarget.checked })}
              />
              <span>{adminTexts.admin.retired}</span>
            </label>
            <button
              type="button"
              class="quiet"
              aria-label={adminTexts.admin.removeNamed(name || adminTexts.admin.category(i + 1))}
              onClick={() => set(categories.filter((_, at) => at !== i))}
            >
              {adminTexts.admin.remove}
            </button>
          </li>
        ))}
      </ul>
      <p class="unseen" role="status">
        {moved}
      </p>
      <button
        type="button"
        class="quiet"
        disabled={categories.length >= limits.categories_max}
        onClick={() => set([...categories, { name: '', retired: false }])}
      >
        {adminTexts.admin.addCategory}
      </button>
    </div>
  );
}
