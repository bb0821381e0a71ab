import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { commandNames, commands, isSingleKey, type CommandName } from './commands.ts';
import { preferences } from '../session/preferences.ts';

/** Returns false to leave the key to the browser. */
type Act = () => boolean | void;

/** What can be done where the component stands. */
export type Acts = Partial<Readonly<Record<CommandName, Act>>>;

/** After this long, the first of two keys is forgotten. */
const sequence_ms = 1_500;

/** Whatever opens over the page and is there only while it is open. */
const over_page = '[role="dialog"], [role="menu"]';

/** Of components that are there, the newest last: it goes first. */
const offered = signal<readonly { readonly current: Acts }[]>([]);

let first: { readonly key: string; readonly at: number } | undefined;

/** Offers commands while the component is there, to their keys and to the palette. */
export function useCommands(acts: Acts): void {
  const present = useRef(acts);
  present.current = acts;
  // With the component itself: whoever sees it may press its keys.
  useLayoutEffect(() => {
    offered.value = [...offered.value, present];
    return () => {
      offered.value = offered.value.filter((one) => one !== present);
    };
  }, []);
}

/** What can be done right now. */
export function offeredCommands(): CommandName[] {
  return commandNames.filter((name) => actOf(name) !== undefined);
}

export function runCommand(name: CommandName): boolean {
  const act = actOf(name);
  return act !== undefined && act() !== false;
}

export function startKeys(): void {
  // While a word is composed, as in Japanese, its keys are those of the composing alone: Enter takes
  // the word, Escape drops it. No handler of the page gets to see them. (229: the same, where the
  // browser says no more of it.)
  addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
    },
    { capture: true },
  );
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) return;
    // A dialog has the keyboard to itself.
    if (document.querySelector('dialog:modal') !== null) return;
    const isMod = event.ctrlKey || event.metaKey;
    // Nor does a key of a list or a ticket act behind what is open over it.
    if (!isMod && (isTyping(event.target) || document.querySelector(over_page) !== null)) return;
    // With Ctrl, the caps lock would else make a key of its own.
    const pressed = isMod ? `Mod+${lowered(event.key)}` : event.key;
    const { keys, name } = commandFor(pressed, event.timeStamp) ?? {};
    if (keys === undefined) return;
    if (name !== undefined && !runCommand(name)) return;
    event.preventDefault();
  });
}

/** Without a name: the first key of two. */
function commandFor(
  pressed: string,
  at: number,
): { readonly keys: string; readonly name?: CommandName } | undefined {
  const before = first !== undefined && at - first.at < sequence_ms ? `${first.key} ` : '';
  // Shift alone is an event of its own.
  if (pressed !== 'Shift') first = undefined;
  for (const wanted of before === '' ? [pressed] : [before + pressed, pressed]) {
    if (isSingleKey(wanted) && !preferences.value.singleKeys) continue;
    const name = offeredCommands().find((one) => commands[one].keys.includes(wanted));
    if (name !== undefined) return { keys: wanted, name };
    if (offeredCommands().some((one) => startsWith(commands[one].keys, `${wanted} `))) {
      first = { key: wanted, at };
      return { keys: wanted };
    }
  }
  return undefined;
}

function startsWith(keys: readonly string[], start: string): boolean {
  return keys.some((one) => one.startsWith(start));
}

function actOf(name: CommandName): Act | undefined {
  return offered.value.findLast(({ current }) => current[name] !== undefined)?.current[name];
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}

/** Whether nothing in particular has the focus, so that giving it away takes it from nobody. */
export function isFocusFree(): boolean {
  const { activeElement } = document;
  return (
    activeElement === null || activeElement === document.body || activeElement.id === 'content'
  );
}

function lowered(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key;
}
