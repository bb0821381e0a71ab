import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/texts.ts';

/** How many tickets need the reader. */
export const waitingCount = signal(0);

const count_shown_max = 99;
const screen = signal('');
/** Sets the page title while the component is shown. */
export function useTitle(name: string): void {
  useEffect(() => void (screen.value = name), [name]);
}

/** Shows the count in the title and on the tab's icon. */
export function startTitle(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')!;
  const plain = link.href;
  effect(() => {
    const n = waitingCount.value;
    const count = n > count_shown_max ? `(${count_shown_max}+) ` : n > 0 ? `(${n}) ` : '';
    const name = screen.value === '' ? '' : `${screen.value} – `;
    document.title = count + name + (texts.product ?? 'Shardbell');
    // One file each, because the page's policy forbids drawing them here.
    link.href = n === 0 ? plain : `count-${n > 9 ? 'more' : n}.svg`;
  });
}
