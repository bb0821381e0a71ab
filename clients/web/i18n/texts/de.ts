import { general } from './de/general.ts';
import { lists } from './de/lists.ts';
import { ticket } from './de/ticket.ts';
import type { Texts } from './en.ts';

export const de: Texts = { ...general, ...lists, ...ticket };
