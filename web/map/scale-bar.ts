/** The longest of 1, 2, 5, 10, 20, … metres that is not longer than this. */
export function roundDistance(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  const [step = 1] = [5, 2, 1].filter((one) => one * power <= metres);
  return step * power;
}

/** `500 m`, `2 km`: the signs are the same in both languages. */
export const formatScale = (metres: number): string =>
  metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
