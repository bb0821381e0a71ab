import { signal } from '@preact/signals';
import { addressOf, parseRoute, type Route } from './address.ts';

/** The present screen. Follows the address. */
export const route = signal<Route>({ screen: 'home' });

export function followAddress(): void {
  route.value = parseRoute(location.hash);
  addEventListener('hashchange', () => (route.value = parseRoute(location.hash)));
}

/** `replace` adds no step to the browser's history, for example while a filter is tried out. */
export function go(to: Route, how: 'push' | 'replace' = 'push'): void {
  const address = addressOf(to);
  if (how === 'replace') history.replaceState(null, '', address);
  else if (location.hash !== address) history.pushState(null, '', address);
  route.value = to;
}
