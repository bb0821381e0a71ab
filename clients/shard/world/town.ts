import type { Location } from '../../../protocol/ticket.ts';

/** `#` and `~` block the way; a letter is a place with a name. */
const streets = [
  '########################',
  '#B....#......#....T....#',
  '#.....#..~~..#.........#',
  '#........~~........#...#',
  '####..........##...#..H#',
  '#~~~~....M.........#####',
  '#~~~~~~................#',
  '########################',
];

const places: Readonly<Record<string, string>> = {
  B: 'at the bank',
  T: 'before the tower',
  M: 'at the moongate',
  H: 'in the harbour master’s house',
};

export const directions = {
  north: { x: 0, y: -1 },
  south: { x: 0, y: 1 },
  west: { x: -1, y: 0 },
  east: { x: 1, y: 0 },
} as const;
export type Direction = keyof typeof directions;

/** Where the corner of the town is on the world's map. */
const corner = { map: 1, x: 1_400, y: 1_600, z: 0 };

/** A town to walk in, and where the player stands. */
export class Town {
  #x = 9;
  #y = 5;

  get location(): Location {
    return { ...corner, x: corner.x + this.#x, y: corner.y + this.#y };
  }

  /** The player's place in words. */
  get place(): string {
    return places[this.#at(this.#x, this.#y)] ?? 'on the street';
  }

  /** False if something is in the way. */
  walk(direction: Direction): boolean {
    const { x, y } = directions[direction];
    if ('#~'.includes(this.#at(this.#x + x, this.#y + y))) return false;
    this.#x += x;
    this.#y += y;
    return true;
  }

  /** The map, with `@` where the player stands. */
  map(): string[] {
    return streets.map((row, y) =>
      y === this.#y ? `${row.slice(0, this.#x)}@${row.slice(this.#x + 1)}` : row,
    );
  }

  #at(x: number, y: number): string {
    return streets[y]?.[x] ?? '#';
  }
}
