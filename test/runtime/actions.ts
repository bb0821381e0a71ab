import fc from 'fast-check';

/** One step of the model test: somebody sends, or the store, the time or somebody else moves. */
export type Action =
  | { do: 'send'; id: string; command: Sent; key: string | undefined; hash: string; bytes: number }
  | { do: 'observe'; id: string }
  | { do: 'run' }
  | { do: 'flight'; at: number; end: 'durable' | 'rejected' | 'landed' | 'lost' }
  | { do: 'resolve' }
  | { do: 'load'; fails: boolean }
  | { do: 'elsewhere'; id: string }
  | { do: 'pass'; wait_ms: number };
type Sent = number | 'decide' | 'evolve' | 'answer' | 'record';

const anyId = fc.constantFrom('a', 'b', 'c');
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  often(
    12,
    fc.record({
      do: fc.constant('send' as const),
      id: anyId,
      command: fc.oneof(
        often(20, fc.nat(60)),
        often(1, fc.constantFrom('decide' as const, 'evolve' as const, 'answer' as const)),
        often(1, fc.constant('record' as const)),
      ),
      key: fc.option(fc.constantFrom('k', 'l', 'm'), { nil: undefined }),
      hash: fc.constantFrom('one', 'one', 'one', 'two'),
      bytes: fc.nat(400),
    }),
  ),
  often(2, fc.record({ do: fc.constant('observe' as const), id: anyId })),
  often(8, fc.constant({ do: 'run' as const })),
  often(
    6,
    fc.record({
      do: fc.constant('flight' as const),
      at: fc.nat(2),
      end: fc.constantFrom('durable', 'durable', 'rejected', 'landed', 'lost'),
    }),
  ),
  often(3, fc.constant({ do: 'resolve' as const })),
  often(3, fc.record({ do: fc.constant('load' as const), fails: fc.nat(5).map((n) => n === 0) })),
  often(1, fc.record({ do: fc.constant('elsewhere' as const), id: anyId })),
  often(1, fc.record({ do: fc.constant('pass' as const), wait_ms: fc.nat(80) })),
);
