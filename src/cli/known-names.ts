// What is said to somebody who named a thing that is not there: which one was probably meant, and what there is.

import { didYouMean } from "../aws/did-you-mean.ts";

const mostNamed = 12;

/** `did you mean a? there are a, b, c`; of many names only the first. */
export function knownNames(name: string, names: readonly string[], whatThereIs = "there are"): string {
  if (names.length === 0) return "there are none";
  const meant = nameMeant(name, names);
  const more = names.length - mostNamed;
  const listed = `${whatThereIs} ${names.slice(0, mostNamed).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
  return meant === undefined ? listed : `did you mean ${meant}? ${listed}`;
}

/** Also where what comes first in all names of a service, such as `shop-dev-`, was left out. */
function nameMeant(name: string, names: readonly string[]): string | undefined {
  const whole = didYouMean(name, names);
  if (whole !== undefined) return whole;
  const endings = new Map(
    names.flatMap((each) =>
      [...each.matchAll(/[-/]/g)].map(({ index }) => [each.slice(index + 1), each] as const),
    ),
  );
  const ending = didYouMean(name, endings.keys());
  return ending === undefined ? undefined : endings.get(ending);
}
