import { general } from './en/general.ts';
import { lists } from './en/lists.ts';
import { ticket } from './en/ticket.ts';

export const en = { ...general, ...lists, ...ticket };

/** What every language must provide. */
export type Texts = typeof en;
