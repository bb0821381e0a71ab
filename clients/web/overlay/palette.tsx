import { useId, useState } from 'preact/hooks';
import { commands, type CommandName } from '../commands.ts';
import { offeredCommands, runCommand } from '../keys.ts';
import { texts } from '../texts.ts';
import { Dialog, closeDialog } from './dialog.tsx';
import { KeysShown } from './keys-shown.tsx';

const chars_max = 60;

/** Finds a command by its words and does it. */
export function Palette() {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const found = matching(typed);
  const chosen = Math.min(at, found.length - 1);
  const run = (name: CommandName | undefined): void => {
    if (name === undefined) return;
    closeDialog();
    runCommand(name);
  };
  const move = (by: number): void =>
    setAt(found.length === 0 ? 0 : (chosen + by + found.length) % found.length);
  return (
    <Dialog label={texts.palette.label} kind="palette" isTitled={false}>
      <input
        type="text"
        role="combobox"
        aria-label={texts.palette.label}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        autoFocus
        dir="auto"
        maxLength={chars_max}
        placeholder={texts.palette.placeholder}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(1);
          else if (event.key === 'ArrowUp') move(-1);
          else if (event.key === 'Enter') run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={id} role="listbox" aria-label={texts.palette.list}>
        {found.map((name, i) => (
          <li
            key={name}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === chosen}
            ref={(element) => {
              if (i === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => setAt(i)}
            onClick={() => run(name)}
          >
            <span>{texts.commands[name]}</span>
            {commands[name].keys[0] !== undefined && <KeysShown keys={commands[name].keys[0]} />}
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p class="muted" role="status">
          {texts.palette.nothing}
        </p>
      )}
    </Dialog>
  );
}

/** Commands that hold every typed word as the beginning of one of theirs. */
function matching(typed: string): CommandName[] {
  const wanted = typed.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return offeredCommands().filter((name) => {
    if (name === 'palette') return false;
    const words = texts.commands[name].toLocaleLowerCase().split(/\s+/u);
    return wanted.every((one) => words.some((word) => word.startsWith(one)));
  });
}
