import type { Audience, Row } from '../../../protocol/ticket.ts';
import { startQuery } from '../app/address.ts';
import { go } from '../app/route.ts';
import { texts } from '../i18n/texts.ts';

/** Asks the reader; whether the browser may show notifications now. */
export async function askToNotify(): Promise<boolean> {
  // Absent where the page came unencrypted from another machine.
  if (!('Notification' in globalThis)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** On the reader's desktop; a click leads to what it tells of. */
export function notify(rows: readonly Row[], as: Audience): void {
  const [first] = rows;
  if (first === undefined || !('Notification' in globalThis)) return;
  const isOne = rows.length === 1;
  const words = texts.alerts[as];
  const options = {
    body: rows.map((row) => `${texts.ticket.number(row.number)} ${row.subject}`).join('\n'),
    // The tabs of one browser tell of it once.
    tag: isOne ? first.id : 'several',
  };
  let shown: Notification;
  try {
    shown = new Notification(isOne ? words.one : words.more(rows.length), options);
  } catch {
    // On phones browsers give leave to notify, and then let only service workers do it.
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
