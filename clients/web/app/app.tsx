import { useEffect, useRef } from 'preact/hooks';
import { announced } from '../ui/announce.ts';
import { watchAlerts } from '../alerts/watch.ts';
import { isFocusFree } from './keys.ts';
import { lazy } from '../ui/lazy.tsx';
import { Overlays } from './overlays.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { Header } from './header.tsx';
import { EndedNotice, Loading, NotHere } from '../ui/notice.tsx';
import { adminPagesOf, firstAdminPage, opensQueue } from '../session/rights.ts';
import { numberIn, startQuery, type Route } from './address.ts';
import { route } from './route.ts';
import type { AdminProps } from '../admin/admin.tsx';
import type { MineProps } from '../queue/mine.tsx';
import { TicketByNumber } from '../queue/by-number.tsx';
import type { NewTicketProps } from '../compose/new-ticket.tsx';
import { isListShown } from '../queue/list-place.tsx';
import type { QueueProps } from '../queue/queue.tsx';
import { SignInByLink, SignInByName } from '../session/sign-in.tsx';
import type { TicketProps } from '../ticket/ticket.tsx';
import { session, type SignedIn } from '../session/session.ts';
import { loadAdminTexts, texts } from '../i18n/texts.ts';

const Queue = lazy<QueueProps>(async () => (await import('../queue/queue.tsx')).Queue);

const Mine = lazy<MineProps>(async () => (await import('../queue/mine.tsx')).Mine);

const Ticket = lazy<TicketProps>(async () => (await import('../ticket/ticket.tsx')).Ticket);

const NewTicket = lazy<NewTicketProps>(
  async () => (await import('../compose/new-ticket.tsx')).NewTicket,
);

const NewSupportTicket = lazy<{ readonly who: SignedIn }>(
  async () => (await import('../compose/new-support-ticket.tsx')).NewSupportTicket,
);

const Admin = lazy<AdminProps>(async () => {
  const [screen] = await Promise.all([
    import('../admin/admin.tsx').then((loaded) => loaded.Admin),
    loadAdminTexts(),
  ]);
  return screen;
});

const CannedScreen = lazy<{ readonly who: SignedIn }>(
  async () => (await import('../canned/canned.tsx')).CannedScreen,
);

export function App() {
  const who = session.value;
  switch (who.kind) {
    case 'link':
      return <SignInByLink secret={who.secret} />;
    case 'signed_out':
      return <SignInByName wasIn={who.wasIn} isCookieLost={who.isCookieLost} />;
    case 'starting':
      return (
        <>
          <ConnectionBar />
          <Loading text={texts.connection.starting} />
        </>
      );
    case 'ended':
      return <EndedNotice />;
    case 'signed_in':
      return (
        <>
          <Alerting who={who} />
          <Header who={who} />
          <ConnectionBar />
          <Content who={who} />
          <Overlays who={who} />
          <Announcer />
        </>
      );
  }
}

/**
 * The one live region for background changes; results of the reader's own actions are announced in
 * place.
 */
function Announcer() {
  return (
    <p class="unseen" role="status">
      {announced.value}
    </p>
  );
}

/** Renders nothing: it sets the title, the icon, sounds and notifications. */
function Alerting({ who }: { readonly who: SignedIn }) {
  useEffect(() => watchAlerts(who), [who.connection, who.rights]);
  return null;
}

function Content({ who }: { readonly who: SignedIn }) {
  const main = useRef<HTMLElement>(null);
  const to = route.value;
  const place = 'ticket' in to ? to.ticket : to.screen;
  const needsTicket = 'ticket' in to || isListShown.value;
  useEffect(() => {
    // What opens next from a list, so that a click waits for nothing.
    if (needsTicket) Ticket.preload();
  }, [needsTicket]);
  useEffect(() => {
    // The link that led here is gone, so keys and screen readers go on from here.
    if (isFocusFree()) main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <main id="content" tabIndex={-1} ref={main}>
      <Screen who={who} to={to} />
    </main>
  );
}

const ownTickets = { screen: 'mine', list: 'active' } as const;

function Screen({ who, to }: { readonly who: SignedIn; readonly to: Route }) {
  const isStaff = opensQueue(who.rights);
  const refused = <NotHere why={texts.refusals['right_missing']!} />;
  switch (to.screen) {
    case 'home':
      return isStaff ? <Queue who={who} query={startQuery} /> : <Mine who={who} list="active" />;
    case 'queue':
      return isStaff ? <Queue who={who} query={to.query} /> : refused;
    case 'queue_ticket': {
      const { query } = to;
      const back = isStaff ? ({ screen: 'queue', query } as const) : ownTickets;
      const number = numberIn(to.ticket);
      // An account without queue access may still participate.
      const open = (ticket: string): Route =>
        isStaff ? { screen: 'queue_ticket', ticket, query } : { screen: 'mine_ticket', ticket };
      if (number !== undefined) {
        const as = isStaff ? 'support' : 'public';
        return <TicketByNumber who={who} number={number} as={as} back={back} open={open} />;
      }
      return <Ticket key={to.ticket} who={who} ticket={to.ticket} as="support" back={back} />;
    }
    case 'mine':
      return <Mine who={who} list={to.list} />;
    case 'mine_ticket': {
      const number = numberIn(to.ticket);
      if (number !== undefined) {
        const open = (ticket: string): Route => ({ screen: 'mine_ticket', ticket });
        return (
          <TicketByNumber who={who} number={number} as="public" back={ownTickets} open={open} />
        );
      }
      return <Ticket key={to.ticket} who={who} ticket={to.ticket} as="player" back={ownTickets} />;
    }
    case 'new':
      return who.rights.has('tickets.create') ? <NewTicket who={who} /> : refused;
    case 'new_support':
      return isStaff && who.rights.has('tickets.reply') ? <NewSupportTicket who={who} /> : refused;
    case 'unknown':
      return <NotHere why={texts.notHere.unknown} />;
    case 'admin':
      if (!adminPagesOf(who.rights).includes(to.page)) return refused;
      // For somebody who only has canned replies, the other tabs are useless.
      return to.page === 'canned' && firstAdminPage(who.rights) === undefined ? (
        <CannedScreen who={who} />
      ) : (
        <Admin who={who} page={to.page} />
      );
  }
}
