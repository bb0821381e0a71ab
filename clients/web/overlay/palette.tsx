import { useState } from 'preact/hooks';
import { beginWords, wordsOf } from '../../../protocol/words.ts';
import { commands, type CommandName } from '../commands.ts';
import { offeredCommands, runCommand } from '../keys.ts';
import { PickList } from '../parts/pick-list.tsx';
import { texts } from '../texts.ts';
import { Dialog, closeDialog } from './dialog.tsx';
import { KeysShown } from './keys-shown.tsx';

/** Finds a command by its words and does it. */
export function Palette() {
  const [typed, type] = useState('');
  const found = matching(typed);
  return (
    <Dialog label={texts.palette.label} kind="palette" isTitled={false}>
      <PickList
        label={texts.palette.label}
        placeholder={texts.palette.placeholder}
        typed={typed}
        type={type}
        found={found}
        says={found.length === 0 && texts.palette.nothing}
        keyOf={(name) => name}
        show={(name) => (
          <>
            <span>{texts.commands[name]}</span>
            {commands[name].keys[0] !== undefined && <KeysShown keys={commands[name].keys[0]} />}
          </>
        )}
        take={(name) => {
          closeDialog();
          runCommand(name);
        }}
      />
    </Dialog>
  );
}

/** Commands that hold every typed word as the beginning of one of theirs. */
function matching(typed: string): CommandName[] {
  const wanted = wordsOf(typed);
  return offeredCommands().filter((name) => {
    // Nobody looks for the next row here.
    if (name === 'palette' || ['down', 'up', 'open'].includes(name)) return false;
    return beginWords(wordsOf(texts.commands[name]), wanted);
  });
}
