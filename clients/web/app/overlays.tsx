import { useCommands } from './keys.ts';
import { startQuery } from './address.ts';
import { firstAdminPage, opensCanned, opensQueue } from '../session/rights.ts';
import { go } from './route.ts';
import type { SignedIn } from '../session/session.ts';
import { KeyMap } from './key-map.tsx';
import { overlay } from './open.ts';
import { Palette } from './palette.tsx';
import { PreferencesForm } from '../session/preferences-form.tsx';

/** Commands of every screen, and what they open over it. */
export function Overlays({ who }: { readonly who: SignedIn }) {
  const adminPage = firstAdminPage(who.rights);
  const isStaff = opensQueue(who.rights);
  useCommands({
    palette: () => void (overlay.value = 'palette'),
    map: () => void (overlay.value = 'map'),
    preferences: () => void (overlay.value = 'preferences'),
    ...(isStaff && {
      toQueue: () => go({ screen: 'queue', query: startQuery }),
    }),
    ...(who.rights.has('tickets.view') && {
      toMine: () => go({ screen: 'mine', list: 'active' }),
    }),
    ...(adminPage !== undefined && {
      toAdmin: () => go({ screen: 'admin', page: adminPage }),
    }),
    ...(opensCanned(who.rights) && {
      toCanned: () => go({ screen: 'admin', page: 'canned' }),
    }),
    ...createOf(who, isStaff),
  });
  switch (overlay.value) {
    case 'palette':
      return <Palette who={who} />;
    case 'map':
      return <KeyMap />;
    case 'preferences':
      return <PreferencesForm who={who} />;
    case undefined:
      return null;
  }
}

/** Support opens tickets for others, players for themselves. */
function createOf({ rights }: SignedIn, isStaff: boolean): { create?: () => void } {
  if (isStaff && rights.has('tickets.reply')) {
    return { create: () => go({ screen: 'new_support' }) };
  }
  if (rights.has('tickets.create')) return { create: () => go({ screen: 'new' }) };
  return {};
}
