/** A small seeded generator (mulberry32): the same seed makes the same registers everywhere. */
export type Random = {
  next: () => number;
  int: (from: number, to: number) => number;
  pick: <T>(items: readonly T[]) => T;
  chance: (share: number) => boolean;
  shuffle: <T>(items: readonly T[]) => T[];
};

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)] as T;
  return {
    next,
    int,
    pick,
    chance: (share) => next() < share,
    shuffle: (items) => {
      const out = [...items];
      for (let index = out.length - 1; index > 0; index -= 1) {
        const other = int(0, index);
        [out[index], out[other]] = [out[other] as (typeof out)[number], out[index] as (typeof out)[number]];
      }
      return out;
    },
  };
}
