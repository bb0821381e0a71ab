import { options } from 'preact';

/** A vnode by the names that Preact's own packages use, too. */
interface Drawn {
  /** Null: a text. */
  readonly type: string | Function | null;
  readonly props: unknown;
  /** Children: of an element, or what a component drew. */
  readonly __k?: ReadonlyArray<Drawn | null> | null;
  /** The node in the page. */
  readonly __e: Node;
}

/**
 * Browsers that translate pages, and extensions that do, put nodes of their own in the place of the
 * texts. Preact would then change texts that nobody sees, and leave standing what is not so any
 * more, or fail over a node that is not where it was. So before it draws, each text that somebody
 * took away is put back.
 */
export function keepOwnTexts(root: Element): void {
  let isTouched = false;
  const observer = new MutationObserver(() => void (isTouched = true));
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  options.debounceRendering = (draw) =>
    queueMicrotask(() => {
      if (isTouched || observer.takeRecords().length > 0) {
        isTouched = false;
        // Of the page itself, it is the one thing that was drawn there.
        const { __k: drawn } = root as unknown as { readonly __k?: Drawn };
        putBack(root, [drawn ?? null]);
      }
      try {
        draw();
      } finally {
        // What was changed here is no news.
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
      // Other elements are those of extensions that stand beside a field: they do no harm.
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

/** The elements and texts that stand directly in an element, whatever components drew them. */
function nodesOf(drawn: Drawn['__k']): Drawn[] {
  return (drawn ?? []).flatMap((one) => {
    if (one === null) return [];
    return typeof one.type === 'function' ? nodesOf(one.__k) : [one];
  });
}
