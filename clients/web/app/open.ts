import { signal } from '@preact/signals';

/** What is open over the page and has the keyboard to itself. */
export type Overlay = 'palette' | 'map' | 'preferences';

export const overlay = signal<Overlay | undefined>(undefined);
