import { useLayoutEffect, useRef } from 'preact/hooks';

export interface Tab<K extends string> {
  readonly key: K;
  readonly name: string;
  readonly href: string;
}

interface TabsProps<K extends string> {
  readonly label: string;
  readonly here: K;
  readonly tabs: readonly Tab<K>[];
}

/** Links, so that each view has an address to keep or open in a new tab. */
export function Tabs<K extends string>({ label, here, tabs }: TabsProps<K>) {
  const nav = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    // Narrow screens show only some of them; scrollIntoView would scroll the page too.
    if (link && nav.current) nav.current.scrollLeft = link.offsetLeft - nav.current.offsetLeft - 48;
  }, [here]);
  return (
    <nav class="tabs" aria-label={label} ref={nav}>
      {tabs.map(({ key, name, href }) => (
        <a key={key} href={href} aria-current={key === here ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
