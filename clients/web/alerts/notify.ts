import type { Audience, Row } from '../../../protocol/ticket.ts';
import { startQuery } from '../app/address.ts';
import { go } from '../app/route.ts';
import { texts } from '../i18n/texts.ts';

/** Asks the reader for permission; resolves to whether notifications are allowed. */
export async function askToNotify(): Promise<boolean> {
  // Absent if the page came over plain HTTP from another machine.
  if (!('Notification' in globalThis)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** Shows a desktop notification; a click opens what it is about. */
export function notify(rows: readonly Row[], as: Audience): void {
  const [first] = rows;
  if (first === undefined || !('Notification' in globalThis)) return;
  const isOne = rows.length === 1;
  const words = texts.alerts[as];
  const options = {
    body: rows.map((row) => `${texts.ticket.number(row.number)} ${row.subject}`).join('\n'),
    // One notification for all tabs of the browser.
    tag: isOne ? first.id : 'several',
  };
  let shown: Notification;
  try {
    shown = new Notification(isOne ? words.one : words.more(rows.length), options);
  } catch {
    // Mobile browsers grant permission, but allow notifications only from service workers.
    return;
  }
  shown.addEventListener('click', () => {
    focus();
    if (as === 'public') {
      go(isOne ? { screen: 'mine_ticket', ticket: first.id } : { screen: 'mine', list: 'active' });
    } else if (isOne) go({ screen: 'queue_ticket', ticket: first.id, query: startQuery });
    else go({ screen: 'queue', query: { ...startQuery, view: 'attention' } });
    shown.close();
  });
}
