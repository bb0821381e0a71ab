import { useState } from 'preact/hooks';
import { beginWords, wordsOf } from '../../../protocol/words.ts';
import { numberIn, startQuery, type Route } from './address.ts';
import { commands, type CommandName } from './commands.ts';
import { offeredCommands, runCommand } from './keys.ts';
import { PickList } from '../ui/pick-list.tsx';
import { opensQueue } from '../session/rights.ts';
import { go } from './route.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { Dialog, closeDialog } from '../ui/dialog.tsx';
import { KeysShown } from './keys-shown.tsx';

/** Finds and runs a command by its words, or opens a ticket by its number. */
export function Palette({ who }: { readonly who: SignedIn }) {
  const [typed, type] = useState('');
  const number = numberIn(typed);
  // A number means a ticket: no command starts with one.
  const found: readonly (CommandName | number)[] =
    number === undefined ? matching(typed) : [number];
  return (
    <Dialog label={texts.palette.label} kind="palette" isTitled={false}>
      <PickList
        label={texts.palette.label}
        placeholder={texts.palette.placeholder}
        typed={typed}
        type={type}
        found={found}
        says={found.length === 0 && texts.palette.nothing}
        keyOf={(one) => String(one)}
        show={(name) =>
          typeof name === 'number' ? (
            <span>{texts.ticket.openNumber(name)}</span>
          ) : (
            <>
              <span>{texts.commands[name]}</span>
              {commands[name].keys[0] !== undefined && <KeysShown keys={commands[name].keys[0]} />}
            </>
          )
        }
        take={(name) => {
          closeDialog();
          if (typeof name !== 'number') runCommand(name);
          else if (opensQueue(who.rights)) go(queuedTicket(name));
          else go({ screen: 'mine_ticket', ticket: String(name) });
        }}
      />
    </Dialog>
  );
}

function queuedTicket(number: number): Route {
  return { screen: 'queue_ticket', ticket: String(number), query: startQuery };
}

/** Commands with a word that starts with each typed word. */
function matching(typed: string): CommandName[] {
  const wanted = wordsOf(typed);
  return offeredCommands().filter((name) => {
    // These make no sense in the palette.
    if (name === 'palette' || ['down', 'up', 'open'].includes(name)) return false;
    return beginWords(wordsOf(texts.commands[name]), wanted);
  });
}
