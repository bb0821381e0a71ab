import { shardLimits } from '../shard-limits.ts';
import type { FormsClosed } from '../script/host/port.ts';

/** What the server itself tells players about help, and what the log says. */

export const unavailable = `Help is not available right now. Please try again in ${shardLimits.help_again_s} seconds.`;

export function received(tickets: readonly number[]): string {
  const numbers = tickets.map((number) => `#${number}`).join(', ');
  return tickets.length === 1
    ? `Your ticket ${numbers} was received.`
    : `Your tickets ${numbers} were received.`;
}

/** Sent to players whose open forms lost their scripts; what they typed may still be sent. */
export const formsGone: Readonly<Record<FormsClosed, string>> = {
  changed: 'The help forms were just changed. If yours does not answer, please press help again.',
  replaced: 'Help had to be started again. If your form does not answer, please press help again.',
};

export const formsGoneInLog: Readonly<Record<FormsClosed, string>> = {
  changed: 'the help scripts were changed',
  replaced: 'the help scripts were started again',
};
