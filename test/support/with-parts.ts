/** The same, with other parts in some places. */
export function withParts<T extends object>(inner: T, parts: Partial<T>): T {
  return new Proxy(inner, {
    get(target, name) {
      if (name in parts) return Reflect.get(parts, name) as unknown;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}
