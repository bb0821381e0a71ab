import { options, type VNode } from 'preact';
import { begin, end, follower, leave, type Follower } from './signal.ts';

export { batch, computed, effect, signal, type Signal } from './signal.ts';

/**
 * Replaces `@preact/signals` in the bundle with the part that the page uses: components render
 * again when a value they read changes. The package would add 2.4 KB.
 */
interface Component {
  setState(state: object): void;
  follower?: Follower;
}

/**
 * Hooks by the names that Preact's package of hooks uses too: before a vnode, before its component
 * renders, after both.
 */
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
