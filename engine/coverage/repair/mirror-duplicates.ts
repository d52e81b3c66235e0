import type { Scope } from './scope.ts';

/** Communities with the same area as another, taken out of the contest. */
export interface Duplicates {
  /** Claimants of each face without them. */
  claims: readonly (readonly number[])[];
  /** Duplicate → the community that stands for it: the first of its kind. */
  twins: ReadonlyMap<number, number>;
  /** Lets the duplicates follow whoever stands for them. */
  follow(owners: readonly (readonly number[])[]): readonly (readonly number[])[];
}

/** Finds communities that cover exactly the same faces as another. */
export function mirrorDuplicates(scope: Scope): Duplicates {
  const firstOf = new Map<string, number>();
  const twins = new Map<number, number>();
  scope.facesOf.forEach((faces, owner) => {
    if (faces.length === 0 || faces.some((face) => scope.owners[face]!.length < 2)) return;
    const key = faces.join();
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, owner);
    else twins.set(owner, first);
  });
  if (twins.size === 0) return { claims: scope.owners, twins, follow: (owners) => owners };

  const claims = scope.owners.map((owners) => {
    const rest = owners.filter((owner) => !twins.has(owner));
    return rest.length === owners.length ? owners : rest;
  });
  const followers = new Map<number, number[]>();
  for (const [twin, first] of twins) followers.set(first, [...(followers.get(first) ?? []), twin]);
  return {
    claims,
    twins,
    follow: (owners) =>
      owners.map((list) => {
        const back = list.flatMap((owner) => followers.get(owner) ?? []);
        return back.length === 0 ? list : [...list, ...back].sort((a, b) => a - b);
      }),
  };
}
