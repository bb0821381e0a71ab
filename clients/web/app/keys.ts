import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { commandNames, commands, isSingleKey, type CommandName } from './commands.ts';
import { preferences } from '../session/preferences.ts';

/** Returns false to leave the key to the browser. */
type Act = () => boolean | void;

/** The commands of a component. */
export type Acts = Partial<Readonly<Record<CommandName, Act>>>;

/** After this time the first of two keys is forgotten. */
const sequence_ms = 1_500;

/** Elements that are over the page while they are open. */
const over_page = '[role="dialog"], [role="menu"]';

/** Commands of the mounted components; the newest is last and has precedence. */
const offered = signal<readonly { readonly current: Acts }[]>([]);

let first: { readonly key: string; readonly at: number } | undefined;

/**
 * Offers commands to the keyboard and the palette while the component is mounted. No package does
 * it, since sequences, input methods and what is open over the page have rules of their own here.
 */
export function useCommands(acts: Acts): void {
  const present = useRef(acts);
  present.current = acts;
  // In the layout phase: as soon as the component is visible, its keys work.
  useLayoutEffect(() => {
    offered.value = [...offered.value, present];
    return () => {
      offered.value = offered.value.filter((one) => one !== present);
    };
  }, []);
}

/** The commands that can be used now. */
export function offeredCommands(): CommandName[] {
  return commandNames.filter((name) => actOf(name) !== undefined);
}

export function runCommand(name: CommandName): boolean {
  const act = actOf(name);
  return act !== undefined && act() !== false;
}

export function startKeys(): void {
  // Keys of an input method (as for Japanese) belong to it alone: Enter accepts the word, Escape
  // drops it. No handler of the page may see them. (Some browsers report them only as key code
  // 229.)
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
    // Keys of a list or ticket do not work behind something open over it.
    if (!isMod && (isTyping(event.target) || document.querySelector(over_page) !== null)) return;
    // With Ctrl, caps lock would change the key.
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
  // Shift alone is an event too.
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

/** Whether nothing specific has the focus, so that moving it takes it from nobody. */
export function isFocusFree(): boolean {
  const { activeElement } = document;
  return (
    activeElement === null || activeElement === document.body || activeElement.id === 'content'
  );
}

function lowered(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key;
}
