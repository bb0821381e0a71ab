import { addressOf, startQuery, type Route } from './address.ts';
import { overlay } from './open.ts';
import { route } from './route.ts';
import { firstAdminPage, opensQueue } from '../session/rights.ts';
import type { SignedIn } from '../session/session.ts';
import { texts } from '../i18n/texts.ts';
import { Bell, Icon } from '../ui/icons.tsx';

export function Header({ who }: { readonly who: SignedIn }) {
  const isStaff = opensQueue(who.rights);
  const isPlayer = who.rights.has('tickets.view');
  const adminPage = firstAdminPage(who.rights);
  // On a narrow screen, three of them need a row of their own.
  const isFull = isStaff && isPlayer && adminPage !== undefined;
  const here = sectionOf(route.value, isStaff);
  return (
    <header class="top">
      <a class="skip" href="#content" onClick={skip}>
        {texts.nav.skip}
      </a>
      <a class="brand" href="#/" aria-label={texts.product}>
        <Bell />
        <span>{texts.product}</span>
      </a>
      <nav aria-label={texts.nav.label} class={isFull ? 'full' : undefined}>
        {isStaff && (
          <Link to={addressOf({ screen: 'queue', query: startQuery })} isHere={here === 'queue'}>
            {texts.nav.queue}
          </Link>
        )}
        {isPlayer && (
          <Link to={addressOf({ screen: 'mine', list: 'active' })} isHere={here === 'mine'}>
            {texts.nav.mine}
          </Link>
        )}
        {adminPage !== undefined && (
          <Link to={addressOf({ screen: 'admin', page: adminPage })} isHere={here === 'admin'}>
            {texts.nav.admin}
          </Link>
        )}
      </nav>
      <button
        class="quiet who"
        type="button"
        aria-label={texts.preferences.open(who.you.name)}
        onClick={() => void (overlay.value = 'preferences')}
      >
        <span class="who-name" dir="auto">
          {who.you.name}
        </span>
        <Icon name="person" />
      </button>
    </header>
  );
}

interface LinkProps {
  readonly to: string;
  readonly isHere: boolean;
  readonly children: string;
}

function Link({ to, isHere, children }: LinkProps) {
  return (
    <a href={to} aria-current={isHere ? 'page' : undefined}>
      {children}
    </a>
  );
}

function sectionOf({ screen }: Route, isStaff: boolean): 'queue' | 'mine' | 'admin' | undefined {
  switch (screen) {
    case 'home':
      return isStaff ? 'queue' : 'mine';
    case 'queue':
    case 'queue_ticket':
    case 'new_support':
      return 'queue';
    case 'mine':
    case 'mine_ticket':
    case 'new':
      return 'mine';
    case 'admin':
      return 'admin';
    case 'unknown':
      return undefined;
  }
}

/** The address after `#` is the route, so the focus is moved by hand. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
