import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { systemClock } from '../../core/clock.ts';
import { Gathered } from '../lib/gathered.ts';

/** What a screen reader is to say next; shown to nobody else. */
export const announced = signal('');

const gathered = new Gathered(systemClock, (text) => void (announced.value = text));

/** Has a screen reader say the text, and again when it is another; `about` tells it from other texts. */
export function useAnnounced(about: string, text: string | undefined): void {
  useEffect(() => {
    if (text !== undefined && text !== '') gathered.add(about, text);
  }, [text]);
}
