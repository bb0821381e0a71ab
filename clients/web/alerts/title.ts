import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/texts.ts';

/** How many tickets want something of the reader. */
export const waitingCount = signal(0);

const count_shown_max = 99;
const screen = signal('');
/** Names the page after the screen, as long as it is there. */
export function useTitle(name: string): void {
  useEffect(() => void (screen.value = name), [name]);
}

/** Keeps the count before the title and on the icon of the tab. */
export function startTitle(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')!;
  const plain = link.href;
  effect(() => {
    const n = waitingCount.value;
    const count = n > count_shown_max ? `(${count_shown_max}+) ` : n > 0 ? `(${n}) ` : '';
    const name = screen.value === '' ? '' : `${screen.value} – `;
    document.title = count + name + (texts.product ?? 'Shardbell');
    // One file each, because the page's policy lets it draw none itself.
    link.href = n === 0 ? plain : `count-${n > 9 ? 'more' : n}.svg`;
  });
}
