import { lazy } from '../lazy.tsx';
import { useCommands } from '../keys.ts';
import { startQuery } from '../address.ts';
import { adminPagesOf, opensQueue } from '../rights.ts';
import { go } from '../route.ts';
import type { SignedIn } from '../session.ts';
import { overlay } from './open.ts';
import type { OverlayProps } from './shown.tsx';

const Shown = lazy<OverlayProps>(async () => (await import('./shown.tsx')).Shown);

/** The commands that hold on every screen, and what they open over it. */
export function Overlays({ who }: { readonly who: SignedIn }) {
  const [adminPage] = adminPagesOf(who.rights);
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
    ...createOf(who, isStaff),
  });
  const kind = overlay.value;
  return kind === undefined ? null : <Shown kind={kind} who={who} />;
}

/** Support opens tickets for others, players their own. */
function createOf({ rights }: SignedIn, isStaff: boolean): { create?: () => void } {
  if (isStaff && rights.has('tickets.reply')) {
    return { create: () => go({ screen: 'new_support' }) };
  }
  if (rights.has('tickets.create')) return { create: () => go({ screen: 'new' }) };
  return {};
}
