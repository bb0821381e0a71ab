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

/** Links, so that each view has an address that can be kept and opened beside. */
export function Tabs<K extends string>({ label, here, tabs }: TabsProps<K>) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ key, name, href }) => (
        <a key={key} href={href} aria-current={key === here ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
