import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { systemClock } from '../../core/clock.ts';
import { Gathered } from '../lib/gathered.ts';

/** What a screen reader says next; shown to nobody else. */
export const announced = signal('');

const gathered = new Gathered(systemClock, (text) => void (announced.value = text));

/** Announces the text to screen readers, and again when it changes; `about` names the topic. */
export function useAnnounced(about: string, text: string | undefined): void {
  useEffect(() => {
    if (text !== undefined && text !== '') gathered.add(about, text);
  }, [text]);
}
