import { texts } from '../i18n/texts.ts';

const isMac = /Mac|iP(hone|ad|od)/u.test(navigator.userAgent);

const signs: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
};

/** One way to press it: a key, a key with Ctrl, or two keys one after the other. */
export function KeysShown({ keys }: { readonly keys: string }) {
  return (
    <span class="keys">
      {keys.split(' ').map((key, i) => (
        <>
          {i > 0 && <span class="muted"> {texts.palette.andThen} </span>}
          {namesOf(key).map((name) => (
            <kbd key={name}>{name}</kbd>
          ))}
        </>
      ))}
    </span>
  );
}

function namesOf(key: string): string[] {
  const [last = '', mod] = key.split('+').toReversed();
  const names = mod === undefined ? [] : [isMac ? '⌘' : texts.palette.ctrl];
  // A capital letter means Shift.
  if (/^[A-Z]$/u.test(last)) names.push('⇧');
  return [...names, signs[last] ?? (last.length === 1 ? last.toUpperCase() : last)];
}
