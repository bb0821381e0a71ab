import { options } from 'preact';

/** A vnode, by property names that Preact's own packages use too. */
interface Drawn {
  /** Null: a text. */
  readonly type: string | Function | null;
  readonly props: unknown;
  /** Children of an element, or what a component rendered. */
  readonly __k?: ReadonlyArray<Drawn | null> | null;
  /** The DOM node. */
  readonly __e: Node;
}

/**
 * Browsers and extensions that translate pages replace text nodes. Preact would then update
 * detached nodes, leave stale text on the page, or fail on a node that has moved. So before each
 * render every replaced text is put back.
 */
export function keepOwnTexts(root: Element): void {
  let isTouched = false;
  const observer = new MutationObserver(() => void (isTouched = true));
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  options.debounceRendering = (draw) =>
    queueMicrotask(() => {
      if (isTouched || observer.takeRecords().length > 0) {
        isTouched = false;
        // The root renders a single child.
        const { __k: drawn } = root as unknown as { readonly __k?: Drawn };
        putBack(root, [drawn ?? null]);
      }
      try {
        draw();
      } finally {
        // Our own changes are not reported.
        observer.takeRecords();
      }
    });
}

function putBack(element: Node, drawn: Drawn['__k']): void {
  const own = nodesOf(drawn);
  const isWhole = own.every(
    ({ type, props, __e: node }) =>
      node.parentNode === element && (type !== null || (node as Text).data === String(props)),
  );
  if (!isWhole) {
    const nodes = new Set(own.map(({ __e: node }) => node));
    for (const node of [...element.childNodes]) {
      // Other elements come from extensions and stand beside a field: they are harmless.
      const isInstead = node instanceof Text || node instanceof HTMLFontElement;
      if (isInstead && !nodes.has(node)) node.remove();
    }
    let next: Node | null = null;
    for (const { type, props, __e: node } of own.toReversed()) {
      if (type === null && (node as Text).data !== String(props)) {
        (node as Text).data = String(props);
      }
      if (node.parentNode !== element) element.insertBefore(node, next);
      next = node;
    }
  }
  for (const one of own) if (one.type !== null) putBack(one.__e, one.__k);
}

/** The elements and texts directly inside an element, whichever components rendered them. */
function nodesOf(drawn: Drawn['__k']): Drawn[] {
  return (drawn ?? []).flatMap((one) => {
    if (one === null) return [];
    return typeof one.type === 'function' ? nodesOf(one.__k) : [one];
  });
}
