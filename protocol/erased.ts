/**
 * What stands in tickets in place of what was erased. Every surface shows these as they are; the web
 * client says them in the reader's language.
 */

/** In place of the names of somebody whose data was erased. */
export const erased_name = 'erased player';
/** In place of a text that was erased. */
export const erased_text = '(erased)';
