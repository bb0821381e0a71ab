import * as general from './en/general.ts';
import * as lists from './en/lists.ts';
import * as ticket from './en/ticket.ts';

export const en = { ...general, ...lists, ...ticket };

/** What every language has to say. */
export type Texts = typeof en;
