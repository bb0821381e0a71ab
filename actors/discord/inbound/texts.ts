import { limits } from '../../../protocol/limits.ts';

/** Texts for members on Discord. */
export const texts = {
  howToLink:
    'Link your Discord to your account first: sign in to the help desk on the web, open Preferences, ask there for a code, and type `/link CODE` here.',
  stranger:
    'Your message in this ticket was not passed on: your Discord is linked to no account. To write here, sign in to the help desk on the web, open Preferences, ask there for a code, and type `/link CODE` on Discord.',
  notPassedOn: (sentence: string) => `Your message was not passed on: ${sentence}`,
  editNotPassedOn: (sentence: string) =>
    `The change of your message was not passed on: ${sentence}`,
  /** Why a file is not in the ticket, beside its link. */
  fileNotFetched: 'It could not be fetched from Discord.',
  tooManyFiles: `A message has at most ${limits.files_per_message_max} files.`,
  later: 'That did not work just now. Try again in a moment.',
  elsewhere: 'Use this in the server of the help desk.',
  noTicketHere: 'Use this in the channel of a ticket, or give its number.',
  linked: (name: string) => `Your Discord is linked to the account ${name}.`,
  codeUnknown: 'This code was used already, is over, or never was: ask for a new one.',
  linkedBefore:
    'You or the account are linked to another already: unlink in the Preferences first.',
  codeTries: 'Too many codes were tried: wait ten minutes.',
  closed: 'The ticket is closed.',
  archived: 'The ticket is archived.',
  reopened: 'The ticket is open again.',
  assigned: 'The ticket is yours.',
  unassigned: 'Nobody has the ticket now.',
  opened: (number: number) =>
    `Your ticket has the number ${number}. Its channel is there in a moment.`,
  noTickets: 'You take part in no active ticket. `/ticket new` opens one.',
  /** @param near suggestions */
  noCategory: (name: string, near: readonly string[]) =>
    `There is no category named ${name}. Choose another, such as: ${near.join(', ')}.`,
  notLinked: (mention: string) =>
    `${mention} cannot be added: their Discord is linked to no account. They link it with \`/link CODE\`.`,
  added: 'The participant was added.',
  view: (address: string) => `This signs you in once, within ten minutes: ${address}`,
  noAddress: 'The help desk has no address on the web.',
} as const;
