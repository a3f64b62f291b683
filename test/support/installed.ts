// Programs that not every machine has. A test of one that is missing is shown as skipped to a person, and fails in CI, so
// that none is skipped for ever.

/** Throws where `CI` is set and the program is missing; answers whether it is there. */
export function isInstalled(program: string, found: boolean): boolean {
  if (!found && process.env.CI !== undefined && process.env.CI !== "") {
    throw new Error(`${program} is not installed, and in CI no test is skipped: .ci/clients installs it`);
  }
  return found;
}
