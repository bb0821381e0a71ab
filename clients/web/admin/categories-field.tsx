import { limits } from '../../../protocol/limits.ts';
import type { Category } from '../../../protocol/kept-settings.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { adminTexts } from '../i18n/texts.ts';

interface CategoriesProps {
  readonly categories: readonly Category[];
  set(categories: Category[]): void;
}

export function CategoriesField({ categories, set }: CategoriesProps) {
  const change = (at: number, part: Partial<Category>): void =>
    set(categories.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <div class="categories">
      <ul>
        {categories.map(({ name, retired }, i) => (
          // Keyed by index, since the name changes while it is typed.
          <li key={i}>
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
