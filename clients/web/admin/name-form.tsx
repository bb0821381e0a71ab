import { useId, useState } from 'preact/hooks';
import { isBlank } from '../../../protocol/visible.ts';
import { CharactersLeft } from '../compose/characters-left.tsx';
import { adminTexts } from '../i18n/texts.ts';

interface NameFormProps {
  readonly label: string;
  readonly chars_max: number;
  readonly isBusy: boolean;
  /** Resolves to whether it was added. */
  add(name: string): Promise<boolean>;
}

/** Adds something that has only a name so far. */
export function NameForm({ label, chars_max, isBusy, add }: NameFormProps) {
  const id = useId();
  const [name, setName] = useState('');
  const isFit = !isBlank(name) && name.length <= chars_max;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isFit) return;
    // What was typed meanwhile is the next name.
    if (await add(name.trim())) setName((typed) => (typed === name ? '' : typed));
  };
  return (
    <form class="name-form" onSubmit={(event) => void submit(event)}>
      <label for={id}>{label}</label>
      <input
        id={id}
        dir="auto"
        autoComplete="off"
        required
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <CharactersLeft text={name} chars_max={chars_max} />
      <button type="submit" disabled={!isFit || isBusy}>
        {adminTexts.admin.add}
      </button>
    </form>
  );
}
