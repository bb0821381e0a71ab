import { addressOf, route, startQuery } from '../route.ts';
import { opensQueue } from '../rights.ts';
import { isLive, signOut, type SignedIn } from '../session.ts';
import { texts } from '../texts.ts';
import { Bell } from './icons.tsx';

export function Header({ who }: { readonly who: SignedIn }) {
  const isStaff = opensQueue(who.rights);
  const isPlayer = who.rights.has('tickets.view');
  return (
    <header class="top">
      <a class="skip" href="#content" onClick={skip}>
        {texts.nav.skip}
      </a>
      <a class="brand" href="#/">
        <Bell />
        <span>{texts.product}</span>
      </a>
      <nav aria-label={texts.nav.label}>
        {isStaff && (
          <Link to={addressOf({ screen: 'queue', query: startQuery })} section="queue">
            {texts.nav.queue}
          </Link>
        )}
        {isPlayer && (
          <Link to={addressOf({ screen: 'mine', list: 'active' })} section="mine">
            {texts.nav.mine}
          </Link>
        )}
      </nav>
      <div class="who">
        <span class="who-name" dir="auto">
          {who.you.name}
        </span>
        <button class="quiet" type="button" disabled={!isLive.value} onClick={() => void signOut()}>
          {texts.nav.signOut}
        </button>
      </div>
    </header>
  );
}

interface LinkProps {
  readonly to: string;
  readonly section: 'queue' | 'mine';
  readonly children: string;
}

function Link({ to, section, children }: LinkProps) {
  const isHere = route.value.screen.startsWith(section);
  return (
    <a href={to} aria-current={isHere ? 'page' : undefined}>
      {children}
    </a>
  );
}

/** The address after `#` is the route, so the jump is made by hand. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
