import { options, type VNode } from 'preact';
import { begin, end, follower, leave, type Follower } from './signal.ts';

export { batch, computed, effect, signal, type Signal } from './signal.ts';

/**
 * As much of `@preact/signals` as the page uses, which this stands in for in the bundle: components
 * render again when what they read has another value. The whole package would take a twentieth of
 * all that the page may weigh.
 */
interface Component {
  setState(state: object): void;
  follower?: Follower;
}

/** By the names that the package of hooks uses, too: before a vnode, before its component renders, after both. */
type Hook = '__b' | '__r' | 'diffed' | 'unmount';

function hook(when: Hook, act: (component: Component | null | undefined) => void): void {
  const table = options as unknown as Partial<Record<Hook, (vnode: VNode) => void>>;
  const before = table[when];
  table[when] = (vnode) => {
    act((vnode as unknown as { readonly __c?: Component | null }).__c);
    before?.(vnode);
  };
}

hook('__b', end);
hook('diffed', end);
hook('__r', (component) => {
  if (component) begin((component.follower ??= follower(() => component.setState({}))));
});
hook('unmount', (component) => {
  if (component?.follower !== undefined) leave(component.follower);
});
