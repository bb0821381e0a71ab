import { categoryName } from '../ticket/names.ts';

interface SelectProps {
  readonly id: string;
  readonly value: string;
  readonly categories: readonly string[];
  readonly isBusy: boolean;
  choose(category: string): void;
}

export function CategorySelect({ id, value, categories, isBusy, choose }: SelectProps) {
  return (
    <select
      id={id}
      value={value}
      disabled={isBusy}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {categories.map((name) => (
        <option key={name} value={name}>
          {categoryName(name)}
        </option>
      ))}
    </select>
  );
}
