import { piecesOf } from '../compose/apart.ts';

/** A sentence whose names are marked by `apart`. */
export function Sentence({ children }: { readonly children: string }) {
  return (
    <>{piecesOf(children).map((piece, i) => (i % 2 === 1 ? <bdi key={i}>{piece}</bdi> : piece))}</>
  );
}
