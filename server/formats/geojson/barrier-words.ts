import type { BarrierClass } from '#engine/barriers/types.ts';

/** Classes of barrier and the words for them in files, besides the class itself. */
export const BARRIER_WORDS: Readonly<Record<BarrierClass, readonly string[]>> = {
  expressway: ['快速路', '高速公路', '高速'],
  arterial: ['主干路', '主干道'],
  collector: ['次干路', '次干道'],
  local: ['支路'],
  path: ['小路', '巷'],
  river: ['河流', '河'],
  canal: ['运河', '渠'],
  railway: ['铁路'],
  ridge: ['山脊', '山脉'],
  wall: ['围墙'],
};

/** The class that a word of a file stands for; null for any other. */
export function barrierClassOf(word: string): BarrierClass | null {
  const wanted = word.trim().toLowerCase();
  for (const [name, words] of Object.entries(BARRIER_WORDS)) {
    if (name === wanted || words.includes(wanted)) return name as BarrierClass;
  }
  return null;
}
