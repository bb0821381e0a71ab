import * as general from './de/general.ts';
import * as lists from './de/lists.ts';
import * as ticket from './de/ticket.ts';
import type { Texts } from './en.ts';

export const de: Texts = { ...general, ...lists, ...ticket };
