import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Which of our files each imports, types too; paths from the root of the package. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

const specifier = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/gu;

/** Of all files below these folders. What is named and is none of them is left out. */
export function importGraph(folders: readonly string[], root = packageRoot): ImportGraph {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/u.test(name) && !/(^|\/)(node_modules|dist)\//u.test(name))
      .map((name) => `${folder}/${name}`),
  );
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const named = Array.from(text.matchAll(specifier), ([, path]) =>
        normalize(join(dirname(file), path!)),
      );
      return [file, new Set(named.filter((path) => known.has(path)))];
    }),
  );
}

/** Files that reach each other along imports, each circle once (Tarjan's strongly connected components). */
export function circlesOf(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      if (path.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = path.splice(path.indexOf(file));
    if (circle.length > 1) circles.push(circle.toSorted());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}
