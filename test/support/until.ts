/** Looks again and again until something is there; the test's own time limit ends it. */
export async function until<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
