/** A position in an array and the score there. */
export interface ScoredIndex {
  readonly index: number;
  readonly score: number;
}

/**
 * The `k` highest scores, highest first, of equal ones the earlier first; all of them if there are fewer. NaN is no
 * score and never among them. O(n log k) with a heap of k.
 *
 * @throws RangeError unless k is a whole number that is not negative
 * @example topK([0.1, 0.9, 0.5], 2) // [{ index: 1, score: 0.9 }, { index: 2, score: 0.5 }]
 */
export function topK(scores: ArrayLike<number>, k: number): ScoredIndex[] {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`k is a whole number that is not negative, got ${k}.`);
  const heap: ScoredIndex[] = [];
  if (k === 0) return heap;
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index] as number;
    if (Number.isNaN(score)) continue;
    if (heap.length < k) {
      heap.push({ index, score });
      raise(heap);
    } else if (score > (heap[0] as ScoredIndex).score) {
      heap[0] = { index, score };
      sink(heap);
    }
  }
  return heap.sort((left, right) => (isWorse(left, right) ? 1 : -1));
}

/** The worst is at the root: the lowest score, of equal ones the latest. */
const isWorse = (left: ScoredIndex, right: ScoredIndex): boolean =>
  left.score < right.score || (left.score === right.score && left.index > right.index);

function raise(heap: ScoredIndex[]): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isWorse(heap[child] as ScoredIndex, heap[parent] as ScoredIndex)) return;
    [heap[child], heap[parent]] = [heap[parent] as ScoredIndex, heap[child] as ScoredIndex];
    child = parent;
  }
}

function sink(heap: ScoredIndex[]): void {
  let parent = 0;
  for (;;) {
    let worst = parent;
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < heap.length && isWorse(heap[child] as ScoredIndex, heap[worst] as ScoredIndex)) worst = child;
    }
    if (worst === parent) return;
    [heap[worst], heap[parent]] = [heap[parent] as ScoredIndex, heap[worst] as ScoredIndex];
    parent = worst;
  }
}
